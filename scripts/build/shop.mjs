import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes the demo's shop into one file, as `src/tools/demo/prepare-shop.ts` unpacks it: the text of each file by its path. */
export function packShop(folder, archive) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => !LEFT_OUT.test(file) && statSync(path.join(folder, file)).isFile())
    .sort();
  const texts = files.map(file => [
    file.replaceAll(path.sep, '/'),
    readFileSync(path.join(folder, file), 'utf8'),
  ]);
  writeFileSync(archive, JSON.stringify(Object.fromEntries(texts)));
}

const LEFT_OUT = /node_modules|[\\/]dist[\\/]|kustomization\.yaml$/;
