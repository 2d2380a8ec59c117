import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder } from '../../../services/obtain/cache-folder';
import { logToStderr } from '../../../services/obtain/log-to-stderr';
import { withLock } from '../../../services/obtain/with-lock';
import { withProgress } from '../../../services/obtain/with-progress';
import { runCommand } from '../../../services/process/run-command';

/** Installs an exact release of an npm package into the cache, without its scripts, and returns its folder. */
export async function installPackage(name: string, version: string): Promise<string> {
  const folder = path.join(cacheFolder(), `npm-${name.replace('/', '-')}-${version}`);
  await installOnce(folder, { [name]: version });
  return path.join(folder, 'node_modules', name);
}

/** Installs several exact releases beside each other; returns the folder `node_modules` that holds them. */
export async function installPackages(versions: Readonly<Record<string, string>>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 12);
  const folder = path.join(cacheFolder(), `npm-set-${hash}`);
  await installOnce(folder, versions);
  return path.join(folder, 'node_modules');
}

async function installOnce(folder: string, versions: Readonly<Record<string, string>>): Promise<void> {
  if (existsSync(folder)) return;
  const specs = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await withProgress(`installing ${specs.join(' ')}`, logToStderr, () => install(specs, folder));
  });
}

/** Installs beside the place and renames the result into it, so that a folder in that place is always complete. */
async function install(specs: readonly string[], folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', unfinished];
    // Under `npm test` the environment names the prefix of the project, which would be installed into.
    const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
    await runCommand(['npm', 'install', ...options, ...specs], { cwd: unfinished, env });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
