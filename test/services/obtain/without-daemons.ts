import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';

/** Runs `task` while no Debian package may start its daemon: Debian asks this program, and 101 is "no". Images often bring one. */
export async function withoutDaemons(task: () => Promise<void>): Promise<void> {
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
