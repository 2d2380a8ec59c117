import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
const UNCLAIMED_MS = 10_000;

/**
 * Runs `task` while no other process runs one under the same lock folder. A lock whose owner is gone is taken over;
 * should two take it over at once both run, so what they do must also be safe without it (a rename into place).
 */
export async function withLock<T>(folder: string, task: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(folder), { recursive: true });
  while (!(await claim(folder))) {
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
    else await delay(POLL_MS);
  }
  try {
    return await task();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function claim(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(folder, 'owner'), String(process.pid));
  return true;
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = await readFile(path.join(folder, 'owner'), 'utf8').catch(() => '');
  if (owner) return !isAlive(Number(owner));
  // Its owner has not written its name yet, or died in between.
  const age = await stat(folder).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > UNCLAIMED_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
