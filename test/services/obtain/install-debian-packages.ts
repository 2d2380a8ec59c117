import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { runCommand } from '../process/run-command';
import { cacheFolder } from './cache-folder';
import { findProgram } from './find-program';
import type { Log } from './source';
import { withLock } from './with-lock';
import { withoutDaemons } from './without-daemons';

/** Says why packages cannot be installed here; undefined if they can. */
export function whyNoDebianPackages(): string | undefined {
  if (!findProgram('apt-get')) return 'this machine has no apt-get';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  return undefined;
}

/** Installs packages without starting the daemons that they bring. */
export async function installDebianPackages(packages: readonly string[], log: Log): Promise<void> {
  await withLock(path.join(cacheFolder(), 'apt-get.lock'), () =>
    withoutDaemons(async () => {
      await aptGet(['update'], log);
      await aptGet(['install', '--yes', '--no-install-recommends', ...packages], log);
    }),
  );
}

const LOCK_WAIT_MS = 5 * 60_000;
const LOCK_POLL_MS = 1000;

/** Runs apt-get; waits for others' locks of package lists and archives, since apt-get itself waits only for dpkg's. */
async function aptGet(args: readonly string[], log: Log): Promise<void> {
  const dpkgLock = `DPkg::Lock::Timeout=${LOCK_WAIT_MS / 1000}`;
  const command = ['apt-get', '--quiet', '--option', dpkgLock, ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const endMs = Date.now() + LOCK_WAIT_MS;
  for (let said = ''; ; await delay(LOCK_POLL_MS)) {
    try {
      await runCommand(command, { env });
      return;
    } catch (error) {
      const [lock] = /Could not get lock .*/.exec((error as Error).message) ?? [];
      if (lock === undefined || Date.now() > endMs) throw error;
      if (lock !== said) log(`apt-get ${args[0]} waits, five minutes at most: ${lock}`);
      said = lock;
    }
  }
}
