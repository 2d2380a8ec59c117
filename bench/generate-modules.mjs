import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './install.mjs';

const FOLDER_SIZE = 40;
/** Raised when the generated modules change. */
const EDITION = 1;

/**
 * Writes that many modules into the cache, as an app and its packages are laid out: folders of forty, each with an
 * index that loads its modules, which load their neighbours. Gives the file that loads them all.
 * @param {{ count: number, extension: 'cjs' | 'mjs' }} options
 */
export function generateModules({ count, extension }) {
  const folder = path.join(cacheFolder(), `modules-${EDITION}-${count}-${extension}`);
  if (!existsSync(folder)) write(folder, count, extension);
  return path.join(folder, `index.${extension}`);
}

function write(folder, count, extension) {
  mkdirSync(cacheFolder(), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    const form = FORMS[extension];
    const folders = Math.floor(count / (FOLDER_SIZE + 1));
    const names = Array.from({ length: folders }, (_, index) => `package-${index}`);
    for (const name of names) writeFolder(path.join(unfinished, name), form, extension);
    // The rest of the count goes beside the index, which counts too.
    const rest = Array.from(
      { length: count - 1 - folders * (FOLDER_SIZE + 1) },
      (_, index) => `rest-${index}`,
    );
    for (const name of rest)
      writeFileSync(path.join(unfinished, `${name}.${extension}`), form.module([], name));
    const all = [
      ...names.map(name => `./${name}/index.${extension}`),
      ...rest.map(name => `./${name}.${extension}`),
    ];
    writeFileSync(path.join(unfinished, `index.${extension}`), form.index(all));
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // Another run was sooner.
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function writeFolder(folder, form, extension) {
  mkdirSync(folder);
  const file = index => `module-${index}.${extension}`;
  for (let index = 0; index < FOLDER_SIZE; index++) {
    const neighbours = [2 * index + 1, 2 * index + 2]
      .filter(next => next < FOLDER_SIZE)
      .map(next => `./${file(next)}`);
    writeFileSync(path.join(folder, file(index)), form.module(neighbours, `module${index}`));
  }
  const modules = Array.from({ length: FOLDER_SIZE }, (_, index) => `./${file(index)}`);
  writeFileSync(path.join(folder, `index.${extension}`), form.index(modules));
}

const BODY = `
class Item {
  constructor(name, price) {
    this.name = name;
    this.price = price;
  }
  total(count, discount = 0) {
    return count * this.price * (1 - discount);
  }
}
function describe(item, count) {
  return \`\${count} x \${item.name}: \${item.total(count)}\`;
}
`;

const FORMS = {
  cjs: {
    module: (neighbours, name) =>
      [
        "'use strict';",
        "const path = require('node:path');",
        ...neighbours.map((file, index) => `const neighbour${index} = require('${file}');`),
        BODY,
        `module.exports = { Item, describe, name: path.basename('${name}'), uses: [${neighbours.map((_, index) => `neighbour${index}`)}] };`,
      ].join('\n'),
    index: files =>
      `${files.map((file, index) => `exports.part${index} = require('${file}');`).join('\n')}\n`,
  },
  mjs: {
    module: (neighbours, name) =>
      [
        "import path from 'node:path';",
        ...neighbours.map((file, index) => `import * as neighbour${index} from '${file}';`),
        BODY,
        `const name = path.basename('${name}');`,
        `const uses = [${neighbours.map((_, index) => `neighbour${index}`)}];`,
        'export { Item, describe, name, uses };',
      ].join('\n'),
    index: files => `${files.map((file, index) => `export * as part${index} from '${file}';`).join('\n')}\n`,
  },
};
