import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendPreload } from '../../../../src/tools/cli/run/node-options';

test.each([
  [undefined, '--require /a/preload.js'],
  ['', '--require /a/preload.js'],
  ['  ', '--require /a/preload.js'],
  ['--max-old-space-size=4096', '--max-old-space-size=4096 --require /a/preload.js'],
  ['--require /a/preload.js --inspect', '--require /a/preload.js --inspect'],
  ['-r /other.js', '-r /other.js --require /a/preload.js'],
  ['--require /a/preload.json', '--require /a/preload.json --require /a/preload.js'],
])('NODE_OPTIONS=%s becomes %s', (before, after) => {
  expect(appendPreload(before, '/a/preload.js')).toBe(after);
});

test.each(['with space', 'with "quotes" and space', 'back\\slash and space', 'back\\slash'])(
  'Node.js finds a preload in the folder %j',
  name => {
    const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-options-'));
    const preload = path.join(folder, name, 'preload.js');
    mkdirSync(path.dirname(preload));
    writeFileSync(preload, "console.log('preloaded')");
    const once = appendPreload('--no-warnings', preload);
    expect(appendPreload(once, preload)).toBe(once);
    const { stdout } = spawnSync(process.execPath, ['-e', '0'], {
      env: { NODE_OPTIONS: once },
      encoding: 'utf8',
    });
    expect(stdout).toBe('preloaded\n');
    rmSync(folder, { recursive: true });
  },
);
