import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatch } from 'diff';
import { LEFT_OUT, PATCHES, STAND_INS } from '../../src/agent/upstream/table.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'src', 'agent', 'upstream');
const NOTHING = '\0nothing';

/**
 * Applies src/agent/upstream/table.mjs. `plugin` goes into every bundle that holds upstream code; `assertAllUsed`, called
 * after the last bundle, throws for rows that none of them needed.
 */
export function changeUpstream({ standIns = STAND_INS, leftOut = LEFT_OUT, patches = PATCHES } = {}) {
  const unused = new Set([
    ...standIns.map(describe),
    ...leftOut.flatMap(row => row.imports.map(id => describeImport(row, id))),
    ...patches.map(describe),
  ]);
  for (const row of [...standIns, ...patches]) assertFileExists(row);

  const plugin = {
    name: 'change-upstream',
    async resolveId(id, importer) {
      if (id.startsWith('otel-agent:')) return path.join(folder, id.slice('otel-agent:'.length));
      const left = leftOut.find(row => row.imports.includes(id) && isImporter(row, importer));
      if (left !== undefined) {
        unused.delete(describeImport(left, id));
        return NOTHING;
      }
      if (!standIns.some(row => id === row.package || path.basename(id) === path.basename(row.file)))
        return undefined;
      const resolved = await this.resolve(id, importer, { skipSelf: true });
      const standIn = standIns.find(row => isFileOf(row, resolved?.id));
      if (standIn === undefined) return resolved;
      unused.delete(describe(standIn));
      return path.join(folder, standIn.by);
    },
    load: id => (id === NOTHING ? { code: 'module.exports = {};', moduleType: 'js' } : undefined),
    transform(code, id) {
      const rows = patches.filter(row => isFileOf(row, id));
      if (rows.length === 0) return undefined;
      for (const row of rows) unused.delete(describe(row));
      return rows.reduce(patched, code);
    },
  };

  return {
    plugin,
    assertAllUsed() {
      if (unused.size > 0)
        throw new Error(`src/agent/upstream/table.mjs: nothing has been built of ${[...unused].join(', ')}`);
    },
  };
}

/** The files of src/agent/upstream/ that upstream's files import: by the table, and by the patches. Paths from the repository's root. */
export function standInFiles() {
  const imported = PATCHES.flatMap(row => [
    ...readFileSync(patchFile(row), 'utf8').matchAll(/^\+.*"otel-agent:(.+)"/gm),
  ]);
  const names = [...STAND_INS.map(row => row.by), ...imported.map(match => match[1])];
  return [...new Set(names)].map(name => `src/agent/upstream/${name}`);
}

function assertFileExists(row) {
  if (!existsSync(path.join(root, 'node_modules', row.package, row.file)))
    throw new Error(`src/agent/upstream/table.mjs: ${row.package} has no file ${row.file} any more`);
}

function patched(code, row) {
  const result = applyPatch(code, readFileSync(patchFile(row), 'utf8'));
  if (result === false)
    throw new Error(
      `${path.relative(root, patchFile(row))} does not fit ${row.package}/${row.file} any more`,
    );
  return result;
}

const patchFile = row => path.join(folder, 'patches', row.package, `${row.patch}.patch`);

/** True for the file itself and for the file of another copy of its package. */
function isFileOf(row, id = '') {
  return id.endsWith(path.join('node_modules', row.package, row.file));
}

function isImporter(row, importer = '') {
  return row.files === undefined
    ? importer.includes(path.join('node_modules', row.package) + path.sep)
    : row.files.some(file => isFileOf({ package: row.package, file }, importer));
}

const describe = row => [row.package, row.file, row.patch].filter(Boolean).join(' ');
const describeImport = (row, id) => `${id} in ${row.package}`;
