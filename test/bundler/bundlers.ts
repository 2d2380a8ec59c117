import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { runCommand } from '../services/process/run-command';

/** Wanted output of a build. */
export interface Build {
  readonly entry: string;
  /** Folder of the output; its entry is `main.cjs` or `main.mjs`. */
  readonly folder: string;
  readonly format: 'cjs' | 'esm';
  readonly isMinified?: boolean;
  readonly hasSourceMap?: boolean;
  /** False builds without the plugin. */
  readonly plugin?: boolean;
}

/** A real bundler with the plugin, in a process of its own. Resolves to what it said. */
export interface Bundler {
  readonly name: string;
  bundle(build: Build): Promise<string>;
}

const ROOT = path.join(__dirname, '..', '..');
const OWN_MODULES = path.join(ROOT, 'node_modules');

/** Makes a bundler of a script that gets `modules` (the folder with the bundler), `plugin` and the build. */
function bundler(
  name: string,
  script: string,
  modules: () => Promise<string> = async () => OWN_MODULES,
): Bundler {
  return {
    name,
    async bundle(build) {
      const input = { ...build, modules: await modules(), agent: path.join(ROOT, 'dist', 'bundler.js') };
      const code = `(async () => { ${COMMON} ${script} })()`;
      const { NODE_OPTIONS: _options, ...env } = process.env;
      return runCommand([process.execPath, '--eval', code, JSON.stringify(input)], { cwd: ROOT, env });
    },
  };
}

const COMMON = `
  const { modules, agent, entry, folder, format, isMinified, hasSourceMap, plugin } = JSON.parse(process.argv[1]);
  const isEsm = format === 'esm';
  const output = isEsm ? 'main.mjs' : 'main.cjs';
  const chunks = isEsm ? '[name]-[hash].mjs' : '[name]-[hash].cjs';
  const mark = name => plugin === false ? [] : [require(agent)[name]()];
  const fail = error => { console.error(error); process.exit(1); };
`;

const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const ESBUILD = `
  const { warnings } = await require(modules + '/esbuild').build({
    entryPoints: { main: entry }, bundle: true, platform: 'node', outdir: folder, format,
    splitting: isEsm, outExtension: { '.js': isEsm ? '.mjs' : '.cjs' },
    minify: isMinified, sourcemap: hasSourceMap, external: ['pg-native'], logLevel: 'silent',
    banner: isEsm ? { js: ${JSON.stringify(REQUIRE)} } : {},
    plugins: mark('esbuild'),
  });
  for (const { text } of warnings) console.log(text);
`;

const ROLLDOWN = `
  const { rolldown } = await import(modules + '/rolldown/dist/index.mjs');
  const bundle = await rolldown({
    input: { main: entry }, platform: 'node', external: ['pg-native'], plugins: mark('rolldown'),
    onLog: (level, { message }) => console.log(message),
  });
  await bundle.write({
    dir: folder, format, entryFileNames: output, chunkFileNames: chunks, minify: isMinified ?? false, sourcemap: hasSourceMap,
  });
  await bundle.close();
`;

const ROLLUP = `
  const load = async name => (await import(require.resolve(modules + '/' + name))).default;
  const [commonjs, resolve, json] = await Promise.all(
    ['@rollup/plugin-commonjs', '@rollup/plugin-node-resolve', '@rollup/plugin-json'].map(load));
  const bundle = await require(modules + '/rollup').rollup({
    input: { main: entry }, external: ['pg-native', /^node:/],
    plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs({ ignoreDynamicRequires: true }), json(), ...mark('rollup')],
    onLog: (level, { message, code }) => { if (code !== 'CIRCULAR_DEPENDENCY' && code !== 'THIS_IS_UNDEFINED') console.log(message); },
  });
  await bundle.write({
    dir: folder, format, entryFileNames: output, chunkFileNames: chunks, sourcemap: hasSourceMap, interop: 'auto',
  });
  await bundle.close();
`;

const VITE = `
  const { build } = await import(modules + '/vite/dist/node/index.js');
  await build({
    configFile: false, root: require('node:path').dirname(entry), logLevel: 'warn', plugins: mark('vite'),
    ssr: { noExternal: true, external: ['pg-native'] },
    build: {
      ssr: entry, outDir: folder, emptyOutDir: false, minify: isMinified ?? false, sourcemap: hasSourceMap, target: 'node20',
      rollupOptions: { output: { format, entryFileNames: output, chunkFileNames: chunks } },
    },
  });
`;

const WEBPACK = (name: 'webpack' | 'rspack', module: string) => `
  const options = {
    mode: 'production', target: 'node20', entry: { main: entry }, plugins: mark('${name}'),
    devtool: hasSourceMap ? 'source-map' : false,
    optimization: { minimize: isMinified ?? false },
    output: {
      path: folder, filename: output, chunkFilename: isEsm ? '[id].mjs' : '[id].cjs',
      ...(isEsm && { module: true, chunkFormat: 'module', library: { type: 'module' } }),
    },
    experiments: isEsm ? { outputModule: true } : {},
    externals: { 'pg-native': 'commonjs pg-native' },
    performance: { hints: false },
  };
  const bundler = await import(modules + '/${module}');
  (bundler.rspack ?? bundler.default)(options, (error, stats) => {
    if (error || stats.hasErrors()) fail(error ?? stats.toString({ all: false, errors: true }));
    const said = stats.toJson({ all: false, warnings: true }).warnings.map(({ message }) => message);
    for (const message of said) if (!/Critical dependency|Dynamic module path/.test(message)) console.log(message);
  });
`;

/** The bundlers, at the releases that are tried. */
export const BUNDLERS: readonly Bundler[] = [
  bundler('esbuild', ESBUILD),
  bundler('rolldown', ROLLDOWN),
  bundler('rollup', ROLLUP, () =>
    installPackages({
      rollup: '4.68.8',
      '@rollup/plugin-commonjs': '29.0.3',
      '@rollup/plugin-node-resolve': '16.0.3',
      '@rollup/plugin-json': '6.1.0',
    }),
  ),
  bundler('vite', VITE, () => installPackages({ vite: '8.4.0' })),
  bundler('webpack', WEBPACK('webpack', 'webpack/lib/index.js'), () =>
    installPackages({ webpack: '5.113.0' }),
  ),
  bundler('rspack', WEBPACK('rspack', '@rspack/core/dist/index.js'), () =>
    installPackages({ '@rspack/core': '2.3.4' }),
  ),
];
