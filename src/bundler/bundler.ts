/* dist/bundler.js: the build plugin, as a plugin of each bundler and as a webpack loader; and the wrapper for Next.js. */
import {
  createEsbuildPlugin,
  createRolldownPlugin,
  createRollupPlugin,
  createRspackPlugin,
  createVitePlugin,
  createWebpackPlugin,
} from 'unplugin';
import { markingPlugin } from './marking-plugin';
import type * as Public from './types/bundler';

export const esbuild: typeof Public.esbuild = createEsbuildPlugin(markingPlugin);
export const rolldown: typeof Public.rolldown = createRolldownPlugin(markingPlugin) as never;
export const rollup: typeof Public.rollup = createRollupPlugin(markingPlugin) as never;
export const rspack: typeof Public.rspack = createRspackPlugin(markingPlugin);
export const vite: typeof Public.vite = createVitePlugin(markingPlugin) as never;
export const webpack: typeof Public.webpack = createWebpackPlugin(markingPlugin);

export { markingLoader as default } from './marking-loader';
export { withOtelAgent } from './next/next';
