import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { compileHook } from './compile';

test('a watch that ends while an imported CommonJS module runs has ended for good', async () => {
  const folder = makeTemporaryFolder('es-loading');
  try {
    cpSync(path.join(__dirname, '..', '..', 'fixtures', 'instrument'), folder, { recursive: true });
    compileHook(path.join(folder, 'hook'));
    const node = await nodeBinary(24);
    const options = { cwd: folder, encoding: 'utf8', env: {}, timeout: 20_000 } as const;
    expect(JSON.parse(execFileSync(node, ['stop-within-commonjs.js'], options))).toEqual({
      during: 0,
      after: 0,
    });
  } finally {
    removeFolder(folder);
  }
});
