import path from 'node:path';
import { attempt, call, type Steps } from './disk';
import type { Folders } from './folders';
import { findRecords } from './format/find-records';
import { type FileName, readFileName } from './names';
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
  const seen = yield* lookAround(folders);
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

function* lookAround(folders: Folders): Steps<Seen[]> {
  const seen: Seen[] = [];
  const places = [folders.spool, folders.own, folders.damaged].filter(Boolean);
  for (const folder of places) seen.push(...(yield* filesIn(folder, true, folder === folders.own)));
  for (const other of yield* folders.others())
    seen.push(...(yield* filesIn(other.path, other.isFree, false)));
  return seen;
}

function* filesIn(folder: string, isFree: boolean, isOwn: boolean): Steps<Seen[]> {
  const seen: Seen[] = [];
  for (const text of (yield* attempt('readdir', folder)) ?? []) {
    const name = readFileName(text);
    if (name === undefined) continue;
    const place = path.join(folder, text);
    const bytes = name.closed?.bytes ?? (yield* attempt('lstat', place))?.size ?? 0;
    const canLeave = isFree && (name.closed !== undefined || !isOwn);
    seen.push({ path: place, name, bytes: Math.max(bytes, LEAST_BYTES), canLeave });
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
