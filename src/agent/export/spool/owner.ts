import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { threadId } from 'node:worker_threads';
import { attempt, type Steps } from './disk';
import type { Owner } from './names';

/** A thread that holds files shows every so often that it lives. */
export const BEAT_MS = 5000;
/** After such a time without a sign, an owner whose process cannot be seen from here counts as gone. */
export const STALE_MS = 30_000;

/** This thread, as owner of files. */
export function thisOwner(): Owner {
  return {
    place: thisPlace(),
    pid: process.pid,
    start: startOf(textOf('/proc/self/stat')) ?? '0',
    thread: threadId,
    random: randomBytes(5).toString('hex'),
  };
}

/**
 * Tells places apart in which a pid means the same process: containers number theirs alike, and each start of a machine
 * begins anew.
 */
function thisPlace(): string {
  const boot = textOf('/proc/sys/kernel/random/boot_id') ?? '';
  return createHash('sha256').update(`${boot} ${namespace()}`).digest('hex').slice(0, 8);
}

function namespace(): string {
  try {
    return fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    return process.platform;
  }
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return undefined; // No Linux, or its /proc is hidden.
  }
}

/** Start of a process in ticks, from `pid (name) state …` of its `stat`: the name may hold anything. */
function startOf(stat: string | undefined): string | undefined {
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/**
 * True if an owner has gone and its files are free. The process is looked at where its pid can be, which is exact, and
 * its last sign of life where not, and for workers: their process goes on without them.
 */
export function* isGone(owner: Owner, folder: string, self: Owner, nowMs: number): Steps<boolean> {
  if (owner.place === self.place) {
    if (!(yield* isRunning(owner))) return true;
    if (owner.thread === 0) return false;
  }
  const stat = yield* attempt('lstat', folder);
  return stat !== undefined && isSilent(stat, nowMs);
}

/** True for a file or folder whose owner has given no sign of life for long. */
export function isSilent({ mtimeMs }: fs.Stats, nowMs: number): boolean {
  return nowMs - mtimeMs > STALE_MS;
}

function* isRunning({ pid, start }: Owner): Steps<boolean> {
  if (start === '0') return canBeSignalled(pid);
  const stat = yield* attempt('readFile', `/proc/${pid}/stat`);
  return (
    stat !== undefined && startOf(stat.toString('latin1')) === start && !isZombie(stat.toString('latin1'))
  );
}

/** A killed process of a parent that does not ask for it. */
function isZombie(stat: string): boolean {
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
