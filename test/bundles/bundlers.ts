import path from 'node:path';

import { installPackages } from '../agent/boot/guard/install-package';
import { runCommand } from '../services/process/run-command';

/** A bundler as it is used for servers: makes one file of `entry`, or a file with chunks beside it. */
export interface Bundler {
  readonly name: string;
  readonly output: string;
  bundle(entry: string, folder: string): Promise<unknown>;
  /** Packages that the agent finds in its output; fewer if it is minified. */
  readonly finds: string;
}

const root = path.join(__dirname, '..', '..');
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);

/** Bundles by esbuild, as a file of this name. */
export const esbuild = (output: string, ...options: string[]) => ({
  output,
  bundle: (entry: string, folder: string) =>
    runCommand(
      [
        bin('esbuild'),
        entry,
        '--bundle',
        '--platform=node',
        `--outfile=${folder}/${output}`,
        '--external:pg-native',
        ...options,
      ],
      { cwd: root },
    ),
});

const rolldown = (output: string, options: object) => ({
  output,
  bundle: (entry: string, folder: string) =>
    run(ROLLDOWN, { modules: path.join(root, 'node_modules'), entry, folder, output, options }),
});

export const BUNDLERS: readonly Bundler[] = [
  { name: 'esbuild', ...esbuild('es.cjs'), finds: 'express, pg, pg-pool, router' },
  { name: 'esbuild, minified', ...esbuild('es.min.cjs', '--minify'), finds: 'express, pg' },
  {
    name: 'esbuild, minified ES module',
    ...esbuild(
      'es.min.mjs',
      '--minify',
      '--format=esm',
      "--banner:js=import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    ),
    finds: 'express, pg',
  },
  { name: 'rolldown', ...rolldown('rd.mjs', { minify: false }), finds: 'express, pg, pg-pool, router' },
  { name: 'rolldown, minified', ...rolldown('rd.min.mjs', { minify: true }), finds: 'express, pg' },
  {
    name: 'webpack, production',
    output: 'wp.cjs',
    bundle: async (entry, folder) =>
      run(WEBPACK, {
        modules: await installPackages({ webpack: '5.112.2' }),
        entry,
        folder,
        output: 'wp.cjs',
      }),
    finds: 'express, pg',
  },
];

async function run(code: string, options: object): Promise<string> {
  return runCommand([process.execPath, '--eval', code, JSON.stringify(options)], { cwd: root });
}

const ROLLDOWN = `
  const { modules, entry, folder, output, options } = JSON.parse(process.argv[1]);
  import(modules + '/rolldown/dist/index.mjs').then(async ({ rolldown }) => {
    const bundle = await rolldown({ input: entry, platform: 'node', external: ['pg-native'], logLevel: 'silent' });
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: output, ...options });
    await bundle.close();
  });
`;

const WEBPACK = `
  const { modules, entry, folder, output } = JSON.parse(process.argv[1]);
  const options = {
    mode: 'production', target: 'node', entry,
    output: { path: folder, filename: output },
    externals: { 'pg-native': 'commonjs pg-native' },
    experiments: { outputModule: false },
  };
  require(modules + '/webpack')(options, (error, stats) => {
    if (error || stats.hasErrors()) {
      console.error(error ?? stats.toString({ errors: true }));
      process.exitCode = 1;
    }
  });
`;
