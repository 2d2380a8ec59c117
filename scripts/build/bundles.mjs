import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { ownDescriptors } from './own-descriptors.mjs';
import { plainModules } from './plain-modules.mjs';
import { inOneFile } from './unplugin-in-one-file.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = file => path.join(root, 'src', file);

/**
 * The bundles of dist/, in the order in which they are built.
 * @param instruments file of dist/instrument/ -> [{ name, package (or file), exportName }]
 * @param chunks the table of src/agent/boot/chunks.ts
 * @param changes the plugin that changes upstream's files
 */
export async function bundles(instruments, chunks, changes) {
  const names = Object.keys(chunks);
  const forAgent = [
    changes,
    commonJsAsEsModules(),
    withoutDescriptions(),
    withoutTargets(),
    plainModules(),
    ownDescriptors(),
  ];
  const ofAgent = await modulesOfAgent(forAgent);
  const entries = some => Object.fromEntries(some.map(name => [name, `${CHUNK}${name}`]));
  return [
    // Loaded before it is known whether the agent runs, so they are small files in the syntax of the oldest Node.
    bundle(
      { preload: source('agent/boot/preload.ts') },
      { target: 'node12', plugins: [ownDescriptors()], external: ['./start-guarded.js'] },
    ),
    bundle(
      { 'start-guarded': source('agent/boot/start-guarded.ts') },
      { target: 'node12', plugins: [ownDescriptors()], external: ['./print-config.js', './wait.js'] },
    ),
    // Loaded by worker threads that the guard lets through.
    bundle(
      { wait: source('agent/wait/wait.ts') },
      { plugins: [classOfModules(), plainModules(), ownDescriptors()], codeSplitting: false },
    ),
    bundle({ guard: source('agent/boot/guard/guard.ts') }, { target: 'node12', plugins: [ownDescriptors()] }),
    bundle(
      {
        agent: source('agent/start.ts'),
        ...entries(WITH_THE_AGENT),
        ...instrumentEntries(instruments),
      },
      {
        plugins: [joinedChunks(chunks), instrumentChunks(instruments), gatherShared(ofAgent), ...forAgent],
        codeSplitting: { groups: [allOf(ofAgent), ...SHARED] },
        inject: NODES_OWN,
      },
    ),
    // Loaded by few processes, or after the app has started. Each brings its own copy of the little that it shares.
    ...names
      .filter(name => !WITH_THE_AGENT.includes(name))
      .map(name =>
        bundle(entries([name]), {
          plugins: [joinedChunks(chunks), changes, withoutAsm(), plainModules(), ownDescriptors()],
          external: ['./agent.js'],
          codeSplitting: false,
          inject: NODES_OWN,
        }),
      ),
    bundle(
      { cli: source('tools/cli/main.ts') },
      { plugins: [inlineVersion(), copyForViewer()], codeSplitting: { groups: SHARED_BY_COMMANDS } },
    ),
    // The script of a thread, which needs little of what commands share.
    bundle(
      { 'cli-file-thread': source('viewer/receiver/files/thread/file-thread.ts') },
      { codeSplitting: false },
    ),
    bundle({ bundler: source('bundler/bundler.ts') }, { plugins: [inOneFile()], codeSplitting: false }),
  ];
}

/** Chunks that share most of their code with the agent. */
const WITH_THE_AGENT = ['metric-requests', 'metrics-sdk', 'redaction', 'report', 'text-formats'];

function bundle(
  input,
  { target = 'node20', plugins = [], external = [], codeSplitting = { groups: SHARED }, inject } = {},
) {
  return {
    input,
    platform: 'node',
    cwd: root,
    plugins,
    external,
    // Files of dist/ that lie beside each other.
    makeAbsoluteExternalsRelative: false,
    // The ES module builds of the upstream packages: only their used parts stay, and run 30% sooner.
    resolve: { conditionNames: ['import', 'node', 'default'], mainFields: ['module', 'main'] },
    transform: { target, inject },
    treeshake: { moduleSideEffects: false },
    preserveEntrySignatures: 'allow-extension',
    // The semantic conventions are hundreds of strings; each goes where it is used.
    optimization: { inlineConst: { mode: 'all', pass: 3 } },
    output: {
      dir: path.join(root, 'dist'),
      format: 'cjs',
      minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
      entryFileNames: '[name].js',
      // Flat, since files are found beside each other (src/agent/boot/chunks.ts), and named for the bundle that shares them.
      chunkFileNames: `${Object.keys(input)[0]}-[name].js`,
      codeSplitting,
      exports: 'named',
      // As the ES modules that they are made of: elsewhere `this` of a function of the host would be the global object.
      strict: true,
      comments: { legal: false, annotation: false },
    },
  };
}

/** Takes Node's class of modules from the file's own module: to load `module` costs each worker thread 0.6 ms. */
function classOfModules() {
  const id = '\0class-of-modules';
  return {
    name: 'class-of-modules',
    resolveId: (specifier, _importer, { kind }) =>
      specifier === 'node:module' && kind === 'import-statement' ? id : undefined,
    load: given =>
      given === id
        ? { code: 'export default module.constructor; export const syncBuiltinESMExports = undefined;' }
        : undefined,
  };
}

/**
 * Globals that the app's process may replace, with the modules that keep Node's own: zone.js and fake clocks replace
 * timers, DOM emulations `URL`, and a library that is to see a browser finds no `process`.
 */
const NODES_OWN = {
  process: 'node:process',
  Buffer: ['node:buffer', 'Buffer'],
  URL: ['node:url', 'URL'],
  URLSearchParams: ['node:url', 'URLSearchParams'],
  TextEncoder: ['node:util', 'TextEncoder'],
  TextDecoder: ['node:util', 'TextDecoder'],
  setTimeout: ['node:timers', 'setTimeout'],
  setInterval: ['node:timers', 'setInterval'],
  setImmediate: ['node:timers', 'setImmediate'],
  clearTimeout: ['node:timers', 'clearTimeout'],
  clearInterval: ['node:timers', 'clearInterval'],
  clearImmediate: ['node:timers', 'clearImmediate'],
};

const CHUNK = '\0chunk:';

/** Makes the entry of each chunk: everything that its sources export. */
function joinedChunks(chunks) {
  return {
    name: 'joined-chunks',
    resolveId: id => (id.startsWith(CHUNK) ? id : undefined),
    load(id) {
      if (!id.startsWith(CHUNK)) return undefined;
      const lines = chunks[id.slice(CHUNK.length)].map(
        file => `export * from ${JSON.stringify(source(file))};`,
      );
      return { code: lines.join('\n'), moduleType: 'js' };
    },
  };
}

/** Leaves what only pages show of settings to the files that show them: every process would load 12 KB of text. */
function withoutDescriptions() {
  const text =
    /\b(?:(?:description|unset|only|title|inert):\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)|(?:common|hidden): true)(?:,|(?= \}))/g;
  return {
    name: 'without-descriptions',
    transform: {
      filter: { id: /shared[\\/]config[\\/]settings[\\/]/ },
      handler: code => ({ code: code.replace(text, ''), map: null }),
    },
  };
}

/** Leaves the targets of our own pieces to the build, which writes them into targets.generated.json with all others. */
function withoutTargets() {
  return {
    name: 'without-targets',
    transform: {
      filter: { id: /instrument[\\/]catalogue[\\/]rows[\\/]/ },
      handler: code => ({
        code: code.replace(/^ {4}targets: \[(?:.*|\n[\s\S]*?\n {4})\],\n/gm, ''),
        map: null,
      }),
    },
  };
}

/** Code that instrumentations share and the agent itself does not need: loaded with the first of them. */
const OF_INSTRUMENTATIONS =
  /@opentelemetry[\\/](instrumentation|sql-common)[\\/]|upstream[\\/](amqplib-get|watching|wrapping[\\/](?!looks-like))|lean[\\/]open-exports/;
/** Reader of statements, loaded with the first instrumentation of a database, or the first span that shows a statement. */
const OF_STATEMENTS = /agent[\\/](redaction[\\/](?!redact-spans)|upstream[\\/]database)/;
/** Makers of spans from tracing channels: loaded with the first message of a channel. */
const OF_CHANNELS =
  /agent[\\/]instrument[\\/](channels[\\/](engine[\\/]|redis[\\/]|graphql[\\/]|kafka[\\/]|ai[\\/]provider-name)|lean[\\/]listening)/;
const SHARED = [
  {
    name: 'shared',
    minShareCount: 2,
    test: id => ![OF_INSTRUMENTATIONS, OF_STATEMENTS, OF_CHANNELS].some(kind => kind.test(id)),
  },
  { name: 'channels', minShareCount: 2, test: OF_CHANNELS, includeDependenciesRecursively: false },
  { name: 'statements', minShareCount: 2, test: OF_STATEMENTS, includeDependenciesRecursively: false },
  {
    name: 'instrumentation',
    minShareCount: 2,
    test: OF_INSTRUMENTATIONS,
    includeDependenciesRecursively: false,
  },
];

/**
 * The modules of agent.js: every process reads a single file, whose parts know each other as variables and not by way of
 * exports.
 */
async function modulesOfAgent(plugins) {
  const { output: _, ...input } = bundle({ agent: source('agent/start.ts') }, { plugins });
  const alone = await rolldown(input);
  const { output } = await alone.generate({ codeSplitting: false });
  await alone.close();
  const modules = Object.entries(output[0].modules).filter(([, { renderedLength }]) => renderedLength > 0);
  return new Set(modules.map(([id]) => id));
}

/** Group of a file to itself. */
function allOf(modules) {
  return {
    name: 'main',
    priority: 1,
    test: id => modules.has(id),
    includeDependenciesRecursively: false,
  };
}

/** Adds to the agent's modules those of our own code, and of OpenTelemetry's smallest packages, that several instrumentations share: another file costs more. */
function gatherShared(ofAgent) {
  const isApart = id => [OF_INSTRUMENTATIONS, OF_STATEMENTS, OF_CHANNELS].some(kind => kind.test(id));
  return {
    name: 'gather-shared',
    buildEnd() {
      const entries = [...this.getModuleIds()].filter(id => this.getModuleInfo(id).isEntry);
      const seen = new Set();
      for (const entry of entries)
        for (const id of importsOf(this, entry)) {
          if (seen.has(id) && OWN.test(id) && !isApart(id)) ofAgent.add(id);
          seen.add(id);
        }
    },
  };
}

const OWN = /[\\/]src[\\/](agent|shared)[\\/]|@opentelemetry[\\/](api|core)[\\/]/;

/** A module and everything that it imports. */
function importsOf(context, entry) {
  const found = new Set([entry]);
  for (const id of found)
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

const SHARED_BY_COMMANDS = [{ name: 'shared', minShareCount: 2 }];

/** Puts the version where it is used: shared, it would bring along everything that commands share, the viewer. */
function inlineVersion() {
  return {
    name: 'inline-version',
    load(id) {
      if (id !== path.join(root, 'package.json')) return undefined;
      const { version } = JSON.parse(readFileSync(id, 'utf8'));
      return { code: `export const version = ${JSON.stringify(version)};`, moduleType: 'js' };
    },
  };
}

/** Gives the viewer a copy of the small module that every command has in its file: shared, it would lie with the viewer. */
function copyForViewer() {
  const file = source('shared/text-encoding.ts');
  const copy = `${file}?viewer`;
  return {
    name: 'copy-for-viewer',
    resolveId: (specifier, importer) =>
      specifier.endsWith('/shared/text-encoding') && importer.startsWith(source('viewer')) ? copy : undefined,
    load: id => (id === copy ? { code: readFileSync(file, 'utf8'), moduleType: 'ts' } : undefined),
  };
}

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
