import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { benchmarkDocuments } from '../bench/report/documents.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/* `npm run docs`: writes docs/settings.md and the README's settings from the table, and docs/benchmarks.md and .svg from the results of `npm run bench -- --save`. `--check` writes nothing and ends with 1 when they are stale. */
const { settingsPage, commonSettings } = await importDescriptions();
const stale = [
  { file: path.join(root, 'docs', 'settings.md'), content: settingsPage() },
  ...readmeWith(commonSettings()),
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

/** The table's descriptions, from their TypeScript sources. */
async function importDescriptions() {
  const dir = path.join(root, 'node_modules', '.cache', 'otel-agent');
  const bundle = await rolldown({ input: path.join(root, 'src', 'config', 'describe.ts'), platform: 'node' });
  await bundle.write({ dir, format: 'esm', entryFileNames: 'docs-[name].mjs' });
  await bundle.close();
  return import(pathToFileURL(path.join(dir, 'docs-describe.mjs')).href);
}
