import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mendUpstream } from './scripts/build/mend-upstream.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const source = file => path.join(root, 'src', file);

/** The bundles of dist/, in the order in which they are built. `chunks`: chunk name -> [{ name, package (or file), exportName }]. */
export function bundles(chunks) {
  return [
    // Loaded before it is known whether the agent runs, so they are small files in the syntax of the oldest Node.
    bundle({ preload: source('preload.ts') }, { target: 'node12', external: ['./start-guarded.js'] }),
    bundle({ 'start-guarded': source('start-guarded.ts') }, { target: 'node12' }),
    bundle({ 'es-hooks': source('instrument/es-hooks.ts') }, { plugins: [withoutAsm()] }),
    bundle(
      {
        agent: source('start.ts'),
        'metrics-sdk': source('metrics/sdk.ts'),
        ...instrumentEntries(chunks),
      },
      {
        plugins: [
          instrumentChunks(chunks),
          oneModuleHook(),
          onlyWhatIsUsed(),
          mendUpstream(),
          commonJsAsEsModules(),
        ],
      },
    ),
    // What few processes load, or none before the app runs. Each brings its own copy of the little that it shares.
    ...Object.entries(LATE).map(([name, file]) =>
      bundle({ [name]: source(file) }, { plugins: [onlyWhatIsUsed()], codeSplitting: false }),
    ),
    bundle({ cli: source('cli/main.ts') }),
  ];
}

const LATE = {
  'config-text': 'config/text.ts',
  'keep-context': 'instrument/keep-context/keep-context.ts',
  report: 'instrument/report/report.ts',
  'lend-registry': 'api/lend-registry.ts',
  'stand-down': 'stand-down.ts',
  prometheus: 'metrics/prometheus.ts',
  propagators: 'propagation/propagators.ts',
  'cloud-detectors': 'resource/cloud-detectors.ts',
  transports: 'transports.ts',
  'exit-helper': 'lifecycle/helper/exit-helper.ts',
  'transport-grpc': 'pipeline/transports/grpc.ts',
};

function bundle(
  input,
  { target = 'node20', plugins = [], external = [], codeSplitting = { groups: SHARED } } = {},
) {
  return {
    input,
    platform: 'node',
    cwd: root,
    plugins,
    external,
    // The ES module builds of the upstream packages: only what is used of them stays, and it runs 30% sooner.
    resolve: { conditionNames: ['import', 'node', 'default'], mainFields: ['module', 'main'] },
    transform: { target },
    treeshake: { moduleSideEffects: false },
    preserveEntrySignatures: 'allow-extension',
    // The semantic conventions are hundreds of strings; each goes where it is used.
    optimization: { inlineConst: { mode: 'all', pass: 3 } },
    output: {
      dir: path.join(root, 'dist'),
      format: 'cjs',
      minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
      entryFileNames: '[name].js',
      // Flat, since files are found beside each other (src/chunks.ts), and named for the bundle that shares them.
      chunkFileNames: `${Object.keys(input)[0]}-[name].js`,
      codeSplitting,
      exports: 'named',
      comments: { legal: false },
    },
  };
}

/** What the agent's instrumentations share and the agent itself does not need: loaded with the first of them. */
const OF_INSTRUMENTATIONS = /@opentelemetry[\\/](instrumentation|sql-common)[\\/]/;
const SHARED = [
  { name: 'shared', minShareCount: 2, test: id => !OF_INSTRUMENTATIONS.test(id) },
  {
    name: 'instrumentation',
    minShareCount: 2,
    test: OF_INSTRUMENTATIONS,
    includeDependenciesRecursively: false,
  },
];

function instrumentEntries(chunks) {
  return Object.fromEntries(
    Object.keys(chunks).map(chunk => [`instrument/${chunk}`, `\0instrument:${chunk}`]),
  );
}

/** Makes the entry of each file in dist/instrument/: the classes of its instrumentations under their short names. */
function instrumentChunks(chunks) {
  return {
    name: 'instrument-chunks',
    resolveId: id => (id.startsWith('\0instrument:') ? id : undefined),
    load(id) {
      if (!id.startsWith('\0instrument:')) return undefined;
      const lines = chunks[id.slice('\0instrument:'.length)].map(
        row => `export { ${row.exportName} as ${row.name.replace(/\W/g, '_')} } from '${row.package}';`,
      );
      return { code: lines.join('\n'), moduleType: 'js' };
    },
  };
}

/** `InstrumentationBase` brings two hooks of its own for loaded modules, and a way to wrap functions; all become ours. */
function oneModuleHook() {
  const hooks = new Set(['require-in-the-middle', 'import-in-the-middle']);
  return {
    name: 'one-module-hook',
    resolveId(id, importer) {
      if (hooks.has(id)) return source('instrument/upstream-hooks.ts');
      if (id.endsWith('/shimmer.mjs')) return source('instrument/wrap-functions.ts');
      const isUndici = importer?.includes(path.join('@opentelemetry', 'instrumentation-undici'));
      return isUndici && id === 'diagnostics_channel'
        ? source('instrument/remembered-channels.ts')
        : undefined;
    },
  };
}

/**
 * `NodeSDK` imports every exporter, detector and the YAML configuration for the case that it is given nothing. It is
 * given everything here, as plain options, so they stay out; and upstream code reads no environment of its own.
 */
function onlyWhatIsUsed() {
  const unused = /^@opentelemetry\/(exporter-|configuration$|propagator-b3$|context-async-hooks$)/;
  const from = (importer, name) =>
    importer?.includes(path.join('node_modules', '@opentelemetry', name)) ?? false;
  const isOf = (importer, file) => path.basename(importer) === file;
  return {
    name: 'only-what-is-used',
    resolveId(id, importer) {
      if (from(importer, 'sdk-node') && unused.test(id)) return '\0unused';
      if (from(importer, 'sdk-node') && id === '@opentelemetry/sdk-metrics')
        return isOf(importer, 'sdk.mjs') ? source('metrics/deferred-meter-provider.ts') : '\0unused';
      if (from(importer, 'sdk-node') && /sdk-(logs|trace)$/.test(id) && !isOf(importer, 'sdk.mjs'))
        return '\0unused';
      if (from(importer, 'resources') && /detectors\/index\.mjs$|\/EnvDetector\.mjs$/.test(id))
        return '\0unused';
      if (from(importer, 'core') && id.endsWith('/environment.mjs')) return source('upstream-environment.ts');
      if (from(importer, 'api') && id.endsWith('/global-utils.mjs')) return source('api/own-registry.ts');
      // The old logs API of winston-transport has moved into the API proper.
      if (id === '@opentelemetry/api-logs') return this.resolve('@opentelemetry/api', importer);
      return undefined;
    },
    load: id => (id === '\0unused' ? { code: 'module.exports = {};', moduleType: 'js' } : undefined),
  };
}

/** A bundle is no valid asm.js any more, which V8 would say on stderr; as plain JavaScript the lexer is fast enough. */
function withoutAsm() {
  return {
    name: 'without-asm',
    transform: (code, id) =>
      id.includes('es-module-lexer') ? code.replace(/["']use asm["'];?/, '') : undefined,
  };
}

/**
 * Two packages come as CommonJS only. What they `require` of OpenTelemetry would be bundled a second time, and lazily
 * for all others too, so their requires become imports.
 */
function commonJsAsEsModules() {
  const packages = ['@fastify/otel', '@opentelemetry/winston-transport'].map(name =>
    path.join('node_modules', name),
  );
  return {
    name: 'common-js-as-es-modules',
    transform(code, id) {
      if (id.includes(path.join('node_modules', '@opentelemetry', 'instrumentation-winston'))) {
        const name = '@opentelemetry/winston-transport/build/src/OpenTelemetryTransportV3.js';
        return code.includes('__require("@')
          ? `import * as transport from '${name}';\n${code.replace('__require("@opentelemetry/winston-transport")', 'transport')}`
          : undefined;
      }
      if (!id.endsWith('.js') || !packages.some(folder => id.includes(folder))) return undefined;
      const names = new Set([...code.matchAll(/\bexports\.(\w+)\s*=/g)].map(match => match[1]));
      names.delete('__esModule');
      const imports = code.replace(
        /^const (\w+|\{[^}]*\}) = require\((['"])(@opentelemetry\/[^'"]+|\.\/(?!package\.json)[^'"]+)\2\);?$/gm,
        (_, bound, _quote, from) =>
          `import ${bound.startsWith('{') ? bound : `* as ${bound}`} from '${from}';`,
      );
      return [
        'const module = { exports: {} }, exports = module.exports;',
        imports,
        ...[...names].map(name => `const $${name} = module.exports.${name}; export { $${name} as ${name} };`),
      ].join('\n');
    },
  };
}
