import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DIST = path.join(__dirname, '..', '..', '..', 'dist');

test('a start that fails on the way leaves the app, and its end, as they are', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'half-installed-'));
  try {
    cpSync(DIST, folder, { recursive: true });
    rmSync(path.join(folder, 'official-pipelines.js'));
    const preload = path.join(folder, 'preload.js');
    // Longer than the look at the thread's items, which comes a little after the start.
    const script = 'setTimeout(() => process.stdout.write("done"), 2500)';
    const stdout = execFileSync(process.execPath, ['--require', preload, '-e', script], {
      env: { PATH: process.env.PATH, OTEL_AGENT_LEAN: 'off' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(stdout.toString()).toBe('done');
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
