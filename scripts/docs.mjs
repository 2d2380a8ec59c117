import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { benchmarkDocuments } from '../bench/report/documents.mjs';
import { coveragePage } from './coverage-document.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/* `npm run docs`: writes docs/settings.md and the README's settings from the table, docs/coverage.md from the catalogue, and docs/benchmarks.md and .svg from the results of `npm run bench -- --save`. `--check` writes nothing and ends with 1 when they are stale. */
const { settingsPage, commonSettings } = await importTypeScript('shared/config/describe.ts');
const catalogue = await importTypeScript('agent/instrument/catalogue/catalogue.ts');
const { OFF_BY_DEFAULT } = await importTypeScript('shared/config/settings/off-by-default.ts');
const stale = [
  { file: path.join(root, 'docs', 'settings.md'), content: settingsPage() },
  ...readmeWith(commonSettings()),
  { file: path.join(root, 'docs', 'coverage.md'), content: coveragePage(catalogue, OFF_BY_DEFAULT) },
  ...benchmarkDocuments().map(({ path: name, content }) => ({ file: path.join(root, name), content })),
].filter(({ file, content }) => !existsSync(file) || readFileSync(file, 'utf8') !== content);

for (const { file, content } of stale) {
  const name = path.relative(root, file);
  if (process.argv.includes('--check')) {
    console.error(`${name} is stale: run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(`Wrote ${name}`);
  }
}

/** README.md with the table between its markers; nothing when it has none. */
function readmeWith(table) {
  const file = path.join(root, 'README.md');
  const readme = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const markers = /(<!-- settings:begin -->)[\s\S]*?(<!-- settings:end -->)/;
  if (!markers.test(readme)) return [];
  return [{ file, content: readme.replace(markers, (_, begin, end) => `${begin}\n${table}\n${end}`) }];
}

/** Loads a file below src/ that has no imports but the project's own. */
async function importTypeScript(file) {
  const dir = path.join(root, 'node_modules', '.cache', 'otel-agent');
  const bundle = await rolldown({ input: path.join(root, 'src', file), platform: 'node' });
  await bundle.write({ dir, format: 'esm', entryFileNames: 'docs-[name].mjs' });
  await bundle.close();
  return import(pathToFileURL(path.join(dir, `docs-${path.basename(file, '.ts')}.mjs`)).href);
}
