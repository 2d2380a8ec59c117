import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { runCommand } from '../services/process/run-command';

/** Folder of an exact release of an npm package, with what it depends on, in the cache. Its scripts are not run. */
export async function installPackage(name: string, version: string): Promise<string> {
  const folder = path.join(cacheFolder(), `npm-${name.replace('/', '-')}-${version}`);
  const installed = path.join(folder, 'node_modules', name);
  if (existsSync(installed)) return installed;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(installed)) return;
    await withProgress(`installing ${name} ${version}`, logToStderr, () =>
      install(`${name}@${version}`, folder),
    );
  });
  return installed;
}

/** Beside its place first, then renamed into it: who finds it there finds all of it. */
async function install(spec: string, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', unfinished];
    // Under `npm test` the environment names the prefix of the project, which would be installed into.
    const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
    await runCommand(['npm', 'install', ...options, spec], { cwd: unfinished, env });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
