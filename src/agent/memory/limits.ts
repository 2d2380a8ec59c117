import { getHeapStatistics } from 'node:v8';

/** Divisor of the memory for a queue: there are three queues, and the app. */
const PARTS = 16;

/** Bytes that a queue may hold in this process, by the limits of its container and of V8's heap. */
export function queueBytes(): number {
  // Without a limit this is 0, or larger than a number can hold.
  const containerBytes = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(getHeapStatistics().heap_size_limit, containerBytes) / PARTS);
}

/** Part of their full size that tables have in this process. */
export function tableShareHere(): number {
  const major = Number.parseInt(process.versions.node, 10);
  return tableShare(oldSpaceBytes(getHeapStatistics().heap_size_limit, major));
}

/** Part of their full size that tables have in a heap of that size. */
export function tableShare(oldBytes: number): number {
  return Math.min(1, Math.max(1 / 8, oldBytes / FULL_SIZE_BYTES));
}

const FULL_SIZE_BYTES = 256 * 1024 * 1024;

/**
 * Bytes for objects that stay, `--max-old-space-size`. V8 tells it with three young semi-spaces on top, which have the
 * sizes below unless a flag or a small container makes them smaller; no service runs in less than `LEAST_OLD_BYTES`.
 */
export function oldSpaceBytes(limitBytes: number, nodeMajor: number): number {
  const youngBytes = (nodeMajor < 24 ? 48 : nodeMajor < 26 ? 192 : 96) * 1024 * 1024;
  const oldBytes = limitBytes - youngBytes;
  return oldBytes >= LEAST_OLD_BYTES ? oldBytes : limitBytes;
}

const LEAST_OLD_BYTES = 16 * 1024 * 1024;
