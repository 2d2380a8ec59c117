import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { bundles } from '../rolldown.config.mjs';
import { readCatalogue } from './build/catalogue.mjs';
import { thirdPartyNotices } from './build/notices.mjs';
import { packShop } from './build/shop.mjs';
import { buildWebViewer } from './build/web-viewer.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Builds dist/ from src/: reads the catalogue's targets from the upstream packages, then bundles. */
export async function build() {
  const { CATALOGUE, chunkOf, leanChunkOf, packageOf } = await importTypeScript(
    'src/instrument/catalogue.ts',
  );
  const read = readCatalogue(CATALOGUE, packageOf);
  writeJson('src/instrument/targets.generated.json', CATALOGUE, ({ name }) => read[name].targets);
  const lean = CATALOGUE.filter(row => row.lean !== undefined);
  writeJson('src/instrument/lean/scopes.generated.json', lean, ({ name }) => read[name].scope);

  const chunks = {};
  for (const row of CATALOGUE) {
    chunks[chunkOf(row)] ??= [];
    chunks[chunkOf(row)].push({
      name: row.name,
      package: packageOf(row),
      exportName: read[row.name].exportName,
    });
    if (row.lean !== undefined) chunks[leanChunkOf(row)] = [leanReplacement(row)];
  }
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const bundled = new Set();
  for (const { output, ...input } of bundles(chunks)) {
    const bundle = await rolldown({ ...input, onLog: failOnWarning });
    const written = await bundle.write(output);
    for (const chunk of written.output) for (const id of Object.keys(chunk.modules ?? {})) bundled.add(id);
    await bundle.close();
  }
  const viewer = await buildWebViewer(path.join(root, 'src', 'ui'), path.join(root, 'dist', 'ui'));
  for (const file of viewer) bundled.add(file);
  packShop(path.join(root, 'examples', 'shop'), path.join(root, 'dist', 'shop.json'));
  writeFileSync(path.join(root, 'dist', 'NOTICES.txt'), thirdPartyNotices(bundled));
  nameBuild();
}

/** One entry for each row, by its name. */
function writeJson(file, rows, entryOf) {
  const entries = Object.fromEntries(rows.map(row => [row.name, entryOf(row)]));
  writeFileSync(path.join(root, file), `${JSON.stringify(entries, null, 2)}\n`);
}

/** A replacement of our own comes from a file instead of a package. */
function leanReplacement({ name }) {
  const file = path.join(root, 'src', 'instrument', 'lean', `${name}.ts`);
  const [, exportName] = /^export class (\w+Instrumentation)\b/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (exportName === undefined) throw new Error(`${file} exports no class named …Instrumentation`);
  return { name, package: file, exportName };
}

/** Writes into the file that loads the agent which build of the agent's files it belongs to: src/code-cache.ts. */
function nameBuild() {
  const dist = path.join(root, 'dist');
  const hash = createHash('sha256');
  for (const file of readdirSync(dist)
    .filter(name => name.startsWith('agent'))
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
