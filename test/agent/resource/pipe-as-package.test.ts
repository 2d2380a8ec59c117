import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { AGENT } from '../lifecycle/run-program';

test('a package.json that is a pipe does not hold the start of an app for which Node reads none', async () => {
  const folder = makeTemporaryFolder('pipe');
  execFileSync('mkfifo', [path.join(folder, 'package.json')]);
  const main = path.join(folder, 'main.cjs');
  writeFileSync(main, "console.log('runs')");
  // Started from elsewhere: Node itself reads the package.json of its working folder for a `--require`.
  const { stdout, status, signal } = spawnSync(process.execPath, ['--require', AGENT, main], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    timeout: 25_000,
    killSignal: 'SIGKILL',
  });
  await removeFolder(folder);
  expect({ stdout, status, signal }).toEqual({ stdout: 'runs\n', status: 0, signal: null });
}, 40_000);
