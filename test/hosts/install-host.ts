import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { runCommand } from '../services/process/run-command';
import type { Host } from './host';
import { RUNNERS } from './runners';

/** Installs a host with its tests' packages into the cache, or finds them there; returns the folder `node_modules`. */
export async function installHost(host: Host): Promise<string> {
  const { name, version, runner, beside } = host;
  return installPackages(`${name} ${version}`, { [name]: version, ...RUNNERS[runner].packages, ...beside });
}

/** Installs packages of exact versions, or finds them in the cache; returns the folder `node_modules`. */
export async function installPackages(
  title: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<string> {
  const fingerprint = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12);
  const folder = path.join(cacheFolder(), 'hosts', `${title.replaceAll(/[ /]/g, '-')}-${fingerprint}`);
  const modules = path.join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(modules)) return;
    await withProgress(`installing ${title} with what its tests need`, logToStderr, () =>
      install(dependencies, folder),
    );
  });
  return modules;
}

/** Installs beside the place and renames the result into it, so that a folder in that place is always complete. */
async function install(dependencies: Readonly<Record<string, string>>, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    await writeFile(path.join(unfinished, 'package.json'), JSON.stringify({ private: true, dependencies }));
    // Under `npm run` the environment names the project as the place to install into.
    const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
    await runCommand(
      ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'],
      {
        cwd: unfinished,
        env,
      },
    );
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
