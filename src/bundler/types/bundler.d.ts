/**
 * The build plugin of otel-agent. It marks libraries that go into a bundle, so that the agent, preloaded as always, traces
 * them. Without the agent the bundle runs as before.
 *
 * These types hold no import: they fit the types of each bundler, whichever of them are installed.
 */

/** Plugin of esbuild. */
// biome-ignore lint/suspicious/noExplicitAny: the type of esbuild, which may not be installed.
export declare function esbuild(): { name: string; setup(build: any): void | Promise<void> };

/** Plugin of rolldown. */
export declare function rolldown(): { name: string };

/** Plugin of Rollup. Any place among the plugins will do. */
export declare function rollup(): { name: string };

/** Plugin of Rspack. */
// biome-ignore lint/suspicious/noExplicitAny: the type of Rspack, which may not be installed.
export declare function rspack(): { apply(compiler: any): void };

/** Plugin of Vite, for packages that go into a server build (`ssr.noExternal`). */
export declare function vite(): { name: string };

/** Plugin of webpack 5. */
// biome-ignore lint/suspicious/noExplicitAny: the type of webpack, which may not be installed.
export declare function webpack(): { apply(compiler: any): void };

/** Configuration of Next.js, or a function that returns one. No import of Next.js: these types fit each release of it. */
type ConfigOf<Config> =
  | Config
  | ((phase: string, context: { defaultConfig: Config }) => Config | Promise<Config>);

/**
 * Prepares an app of Next.js 15 or 16 for otel-agent, with Turbopack and webpack: the libraries that the agent traces
 * stay outside the server's bundles, and a standalone output holds the agent.
 *
 * @example
 * import { withOtelAgent } from 'otel-agent/next';
 * export default withOtelAgent({ output: 'standalone' });
 */
export declare function withOtelAgent<Config extends object>(
  config?: ConfigOf<Config>,
): (phase: string, context: { defaultConfig: Config }) => Promise<Config>;
