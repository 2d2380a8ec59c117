import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../process/run-command';
import { cacheFolder } from './cache-folder';
import { findProgram } from './find-program';
import { withLock } from './with-lock';

/** Why packages cannot be installed here; undefined when they can. */
export function whyNoDebianPackages(): string | undefined {
  if (!findProgram('apt-get')) return 'this machine has no apt-get';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  return undefined;
}

/** Installs packages without starting the daemons that they bring. */
export async function installDebianPackages(packages: readonly string[]): Promise<void> {
  await withLock(path.join(cacheFolder(), 'apt-get.lock'), () =>
    withoutDaemons(async () => {
      await aptGet('update');
      await aptGet('install', '--yes', '--no-install-recommends', ...packages);
    }),
  );
}

async function aptGet(...args: string[]): Promise<void> {
  const command = ['apt-get', '--quiet', '--option', 'DPkg::Lock::Timeout=300', ...args];
  await runCommand(command, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
}

// Debian asks this program whether a package may start its daemon; 101 is "no". Images often bring one.
async function withoutDaemons(task: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) {
    await writeFile(policy, '#!/bin/sh\nexit 101\n');
    await chmod(policy, 0o755);
  }
  try {
    await task();
  } finally {
    if (ours) await rm(policy, { force: true });
  }
}
