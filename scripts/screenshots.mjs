import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/* `npm run screenshots`: renders the README's pictures, as the test of the views sees the sample shop in Chromium. */
const MAX_BYTES = 200 * 1024;
const PICTURES = { 'overview-light.png': 'viewer-overview.png', 'trace-light.png': 'viewer-trace.png' };

await setup();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
execFileSync(process.execPath, [jest, 'test/viewer/ui/views'], { cwd: root, stdio: 'inherit' });
for (const [seen, shown] of Object.entries(PICTURES)) {
  const from = path.join(root, 'test', 'viewer', 'ui', 'screenshots', seen);
  const { size } = statSync(from);
  if (size > MAX_BYTES)
    throw new Error(`${seen} has ${size} bytes; a picture in the repository has ${MAX_BYTES} at most`);
  copyFileSync(from, path.join(root, 'docs', 'images', shown));
}
