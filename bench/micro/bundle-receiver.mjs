import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles parts of the viewer's receiver and loads them: `exported` tells which name is in which file. */
export async function bundleReceiver(exported) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-receiver-'));
  const lines = Object.entries(exported).map(
    ([name, file]) =>
      `export { ${name} } from ${JSON.stringify(path.join(root, 'src/viewer/receiver', file))};`,
  );
  const bundle = await rolldown({
    input: '\0bench',
    platform: 'node',
    plugins: [
      {
        name: 'bench',
        resolveId: id => (id === '\0bench' ? id : undefined),
        load: id => (id === '\0bench' ? { code: lines.join('\n'), moduleType: 'js' } : undefined),
      },
    ],
  });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'receiver.mjs' });
  try {
    return await import(pathToFileURL(path.join(folder, 'receiver.mjs')).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
