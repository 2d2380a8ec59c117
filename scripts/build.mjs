import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { bundlerTargets } from './build/bundler-targets.mjs';
import { bundles } from './build/bundles.mjs';
import { readCatalogue } from './build/catalogue.mjs';
import { changeUpstream } from './build/change-upstream.mjs';
import { readOptions } from './build/instrumentation-options.mjs';
import { thirdPartyNotices } from './build/notices.mjs';
import { packShop } from './build/shop.mjs';
import { watchedByWorkers } from './build/watched-by-workers.mjs';
import { buildWebViewer } from './build/web-viewer.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Builds dist/ from src/: reads the catalogue's targets from the upstream packages, then bundles. */
export async function build() {
  const { CATALOGUE, chunkOf, leanChunkOf, channelsChunkOf, instrumentationPackage } = await importTypeScript(
    'src/agent/instrument/catalogue/catalogue.ts',
  );
  const read = readCatalogue(CATALOGUE, instrumentationPackage);
  writeJson(
    'src/agent/instrument/catalogue/targets.generated.json',
    CATALOGUE,
    // Every process loads this table.
    ({ name }) => joinedTargets(read[name].targets),
  );
  writeJson('src/shared/config/options/options.generated.json', CATALOGUE, row =>
    row.isOwn ? (row.ownOptions ?? {}) : readOptions(instrumentationPackage(row), read[row.name].exportName),
  );
  const { CONTEXT_KEEPERS } = await importTypeScript('src/agent/instrument/keep-context/context-keepers.ts');
  const targets = Object.fromEntries(CATALOGUE.map(({ name }) => [name, read[name].targets]));
  writeFileSync(
    path.join(root, 'src', 'bundler', 'mark', 'targets.generated.json'),
    `${JSON.stringify(bundlerTargets(CATALOGUE, targets, CONTEXT_KEEPERS), null, 2)}\n`,
  );
  await writeWatchedByWorkers(CATALOGUE, targets, CONTEXT_KEEPERS);
  const own = CATALOGUE.filter(row => row.lean !== undefined || row.channels !== undefined);
  // A file each: one for all would be shared, and so loaded by every process.
  const scopes = path.join(root, 'src', 'agent', 'instrument', 'lean', 'scopes');
  mkdirSync(scopes, { recursive: true });
  for (const { name } of own)
    writeFileSync(
      path.join(scopes, `${name}.generated.json`),
      `${JSON.stringify(read[name].scope, null, 2)}\n`,
    );

  const instruments = {};
  const add = (chunk, instrumentation) => {
    instruments[chunk] ??= [];
    instruments[chunk].push(instrumentation);
  };
  for (const row of CATALOGUE) {
    const { name } = row;
    if (!row.isOwn)
      add(chunkOf(row), {
        name,
        package: instrumentationPackage(row),
        exportName: read[name].exportName,
      });
    const { leanKind = '.' } = row;
    if (row.lean !== undefined) add(leanChunkOf(row), ownInstrumentation(row, path.join('lean', leanKind)));
    if (row.channels !== undefined) add(channelsChunkOf(row), ownInstrumentation(row, 'channels'));
  }
  const { CHUNKS } = await importTypeScript('src/agent/boot/chunks.ts');
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const bundled = new Set();
  const changes = changeUpstream();
  for (const { output, ...input } of await bundles(instruments, CHUNKS, changes.plugin)) {
    const bundle = await rolldown({ ...input, onLog: failOnWarning });
    const written = await bundle.write(output);
    for (const chunk of written.output) for (const id of Object.keys(chunk.modules ?? {})) bundled.add(id);
    await bundle.close();
  }
  changes.assertAllUsed();
  const viewer = await buildWebViewer(path.join(root, 'src', 'viewer', 'ui'), path.join(root, 'dist', 'ui'));
  for (const file of viewer) bundled.add(file);
  const types = path.join(root, 'src', 'bundler', 'types', 'bundler.d.ts');
  copyFileSync(types, path.join(root, 'dist', 'bundler.d.ts'));
  packShop(path.join(root, 'examples', 'shop'), path.join(root, 'dist', 'shop.json'));
  writeFileSync(path.join(root, 'dist', 'NOTICES.txt'), thirdPartyNotices(bundled));
  keepOutOfCrashReports();
  escapeBeyondAscii();
  nameBuild();
}

/**
 * Escapes characters beyond ASCII in the files that a host loads: a single one makes V8 hold a whole file in two bytes a
 * character. They occur in strings, templates and regular expressions, where an escape means the same.
 */
function escapeBeyondAscii() {
  const dist = path.join(root, 'dist');
  const ofTools = /^(cli|bundler|ui)/;
  const files = readdirSync(dist, { recursive: true }).filter(
    name => name.endsWith('.js') && !ofTools.test(name),
  );
  for (const name of files) {
    const source = readFileSync(path.join(dist, name), 'utf8');
    const escaped = source.replace(
      /[\u0080-\uffff]/g,
      character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    if (escaped !== source) writeFileSync(path.join(dist, name), escaped);
  }
}

async function writeWatchedByWorkers(catalogue, targets, contextKeepers) {
  const { APM_FILES } = await importTypeScript('src/agent/boot/guard/other-tracers.ts');
  const { BUILTINS } = await importTypeScript('src/agent/instrument/catalogue/builtins.ts');
  const { OFF_BY_DEFAULT } = await importTypeScript('src/shared/config/settings/off-by-default.ts');
  const { environmentSpelling } = await importTypeScript('src/shared/config/kinds/instrumentations.ts');
  const watched = watchedByWorkers(catalogue, targets, {
    alsoPackages: [...contextKeepers.keys(), ...APM_FILES.keys()],
    builtins: BUILTINS,
    offByDefault: OFF_BY_DEFAULT,
    spelling: environmentSpelling,
  });
  writeFileSync(
    path.join(root, 'src', 'agent', 'wait', 'watched.generated.json'),
    `${JSON.stringify(watched, null, 2)}\n`,
  );
}

/** Joins targets of a row that differ in their versions alone, or not at all. */
function joinedTargets(targets) {
  const joined = new Map();
  for (const { module, versions, files } of targets) {
    const key = [module, ...files].join();
    const known = joined.get(key)?.versions ?? [];
    const all = { module, versions: [...new Set([...known, ...versions])] };
    joined.set(
      key,
      files.length > 0 ? { ...all, files: [...new Set(files.map(file => path.posix.normalize(file)))] } : all,
    );
  }
  return [...joined.values()];
}

/** Writes an entry for each row, by its name. */
function writeJson(file, rows, entryOf) {
  const entries = Object.fromEntries(rows.map(row => [row.name, entryOf(row)]));
  writeFileSync(path.join(root, file), `${JSON.stringify(entries, null, 2)}\n`);
}

/** An instrumentation of our own comes from a file instead of a package. */
function ownInstrumentation({ name }, folder) {
  const file = path.join(root, 'src', 'agent', 'instrument', folder, `${name}.ts`);
  const [, exportName] = /^export class (\w+Instrumentation)\b/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (exportName === undefined) throw new Error(`${file} exports no class named …Instrumentation`);
  return { name, package: file, exportName };
}

/**
 * Marks the instrumentations' files so that Node leaves out the line of a `throw` in them, which is the whole file, where
 * upstream throws an exception of the app's again (`GetErrorSource` in node_errors.cc, Node 20 to 26).
 */
function keepOutOfCrashReports() {
  const folder = path.join(root, 'dist', 'instrument');
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    writeFileSync(file, `/*node-do-not-add-exception-line*/${readFileSync(file, 'utf8')}`);
  }
}

/** Writes into the file that loads the agent which build of its files it belongs to, those on demand too: src/agent/boot/code-cache.ts. */
function nameBuild() {
  const dist = path.join(root, 'dist');
  const hash = createHash('sha256');
  for (const file of readdirSync(dist, { recursive: true })
    .filter(name => name.endsWith('.js') && !/^(cli|bundler|ui|preload|start-guarded)/.test(name))
    .sort())
    hash.update(readFileSync(path.join(dist, file)));
  const loader = path.join(dist, 'start-guarded.js');
  const source = readFileSync(loader, 'utf8');
  if (!source.includes('__AGENT_BUILD__'))
    throw new Error('dist/start-guarded.js has no place for the name of the build');
  writeFileSync(loader, source.replace('__AGENT_BUILD__', hash.digest('hex').slice(0, 16)));
}

function failOnWarning(level, log, print) {
  if (EXPECTED.has(log.code)) return;
  print(level === 'warn' ? 'error' : level, log);
}

/** On a busy machine plugins are slow. Upstream packages have cycles between their own files; yargs asks `import.meta` for a folder of translations that is not there. */
const EXPECTED = new Set(['CIRCULAR_DEPENDENCY', 'EMPTY_IMPORT_META', 'PLUGIN_TIMINGS']);

/** Runs a TypeScript file that has no imports but the project's own, on any Node. */
async function importTypeScript(file) {
  const outDir = path.join(root, 'node_modules', '.cache', 'otel-agent');
  mkdirSync(outDir, { recursive: true });
  const bundle = await rolldown({ input: path.join(root, file), platform: 'node' });
  await bundle.write({ dir: outDir, format: 'esm', entryFileNames: 'build-[name].mjs' });
  return import(path.join(outDir, `build-${path.basename(file, '.ts')}.mjs`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
