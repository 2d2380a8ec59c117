import type { Stats } from 'node:fs';
import path from 'node:path';
import { attempt, call, type Steps } from './disk';
import type { Folders } from './folders';
import { findRecords } from './format/find-records';
import { type FileName, readFileName } from './names';
import { isSilent } from './owner';
import { withSource } from './reading/read-file';
import { undoneItems } from './spool-file';

export interface BoundOptions {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Called with each file that has to leave. */
  readonly onEvicted: (evicted: Evicted) => void;
}

/** File that had to leave the spool: too old, or the oldest where the bound was reached. */
export interface Evicted {
  readonly path: string;
  readonly name: FileName;
  /** Number of items in it that nobody has delivered. */
  readonly items: number;
  readonly why: 'spool_full' | 'spool_expired';
}

/** File found by a look at the folders. */
interface Seen {
  readonly path: string;
  readonly name: FileName;
  readonly bytes: number;
  /** False for files of other threads that live, and for those that this thread is writing. */
  readonly canLeave: boolean;
}

/** Smallest size that a file counts for, so that their number is bounded too. */
export const LEAST_BYTES = 16 * 1024;

/** Removes files that are too old, and the oldest until so many bytes fit in. Throws if they never will. */
export function* makeRoom(folders: Folders, bytes: number, options: BoundOptions): Steps<void> {
  const { maxBytes, maxAgeMs, nowMs, onEvicted } = options;
  const seen = yield* lookAround(folders, nowMs());
  let total = bytes + seen.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of seen.sort((a, b) => a.name.createdMs - b.name.createdMs)) {
    const isOld = nowMs() - one.name.createdMs > maxAgeMs;
    if (!one.canLeave || !(isOld || total > maxBytes)) continue;
    const items = yield* itemsIn(one, folders);
    if (!(yield* hasGone(one.path))) continue;
    total -= one.bytes;
    onEvicted({ path: one.path, name: one.name, items, why: isOld ? 'spool_expired' : 'spool_full' });
  }
  if (bytes > maxBytes) throw new Error('a batch is larger than OTEL_AGENT_SPOOL_MAX_BYTES');
  if (total > maxBytes) throw new Error('other processes fill it');
}

function* lookAround(folders: Folders, nowMs: number): Steps<Seen[]> {
  const { spool, own, damaged } = folders;
  const seen = yield* filesIn(spool, stat => isSilent(stat, nowMs));
  if (own) seen.push(...(yield* filesIn(own, () => false)));
  seen.push(...(yield* filesIn(damaged, () => true)));
  for (const { path: folder, isFree } of yield* folders.others()) {
    const files = yield* filesIn(folder, () => true);
    seen.push(...(isFree ? files : files.map(one => ({ ...one, canLeave: false }))));
  }
  return seen;
}

/** `isLeft` tells whether nobody writes a file any more that is not closed. */
function* filesIn(folder: string, isLeft: (stat: Stats) => boolean): Steps<Seen[]> {
  const seen: Seen[] = [];
  for (const text of (yield* attempt('readdir', folder)) ?? []) {
    const name = readFileName(text);
    if (name === undefined) continue;
    const place = path.join(folder, text);
    const stat = name.closed === undefined ? yield* attempt('lstat', place) : undefined;
    const bytes = Math.max(name.closed?.bytes ?? stat?.size ?? 0, LEAST_BYTES);
    const canLeave = name.closed !== undefined || (stat !== undefined && isLeft(stat));
    seen.push({ path: place, name, bytes, canLeave });
  }
  return seen;
}

/** Number of items in a file: its name tells it, unless its writer has not lived to write that. */
function* itemsIn({ path: place, name: { closed } }: Seen, { damaged }: Folders): Steps<number> {
  if (path.dirname(place) === damaged) return 0;
  if (closed !== undefined && closed.items > 0) return closed.items;
  return undoneItems((yield* withSource(place, findRecords))?.records ?? []);
}

function* hasGone(place: string): Steps<boolean> {
  try {
    yield* call('unlink', place);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
