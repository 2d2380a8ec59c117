import { loadChunk } from '../boot/chunks';

/** Bytes that a queue may hold in this process. */
export function memoryShare(): number {
  return limits()?.queueBytes() ?? Number.POSITIVE_INFINITY;
}

/**
 * True if a table has all the entries that this process can spare: `most`, or less of them in a small heap. Nearly full,
 * V8 collects the whole heap again and again (Node 20, 48 MB: once 16 MB are in use), so tables of made-up keys must not
 * fill it. The heap's size is asked for once, when a table has outgrown the smallest heap: it loads `node:v8` (2 ms).
 */
export function isFull(entries: number, most: number): boolean {
  if (entries < most / 8) return false;
  share ??= limits()?.tableShareHere() ?? 1;
  return entries >= most * share;
}

let share: number | undefined;

/** Returns undefined if the agent's files are gone: the app runs on, and so does its telemetry. */
function limits(): typeof import('./limits') | undefined {
  try {
    return loadChunk<typeof import('./limits')>('transports');
  } catch {
    return undefined;
  }
}
