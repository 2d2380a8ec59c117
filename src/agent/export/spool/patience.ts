import type { SendResult, Transport } from '../types';

/**
 * A receiver that has never answered is waited for so long at most: by a socket without an event loop, or where TLS or a
 * name takes one.
 */
const COLD_MS = 10;
const COLD_LOOP_MS = 500;
/** A receiver gets its usual time so many times over, and a little more: a machine may be busy. */
const FACTOR = 3;
const EXTRA_MS = 10;
/** Share of an earlier, longer answer that still counts. */
const MEMORY = 0.8;

/** Knows how long it is worthwhile to wait for a receiver when the process ends and the disk can take the batches. */
export interface Patience {
  /** Watches the tries of a transport. */
  watch(transport: Transport): Transport;
  /** Milliseconds from now; 0 for a receiver that is away or has fallen silent. */
  leftMs(): number;
}

/** Learns from the replies of a receiver how long the next may take. `isLoopNeeded`: it is reached with an event loop only. */
export function createPatience(isLoopNeeded: boolean, nowMs: () => number): Patience {
  const startedMs = new Set<{ readonly atMs: number }>();
  let usualMs: number | undefined;
  let isAway = false;
  const coldMs = isLoopNeeded ? COLD_LOOP_MS : COLD_MS;

  function note(result: SendResult, tookMs: number): void {
    isAway = result.kind === 'retryable' || result.kind === 'throttled';
    if (!isAway) usualMs = Math.max(tookMs, (usualMs ?? 0) * MEMORY);
  }

  return {
    watch: transport => ({
      async send(batch, timeoutMs) {
        const start = { atMs: nowMs() };
        startedMs.add(start);
        try {
          const result = await transport.send(batch, timeoutMs);
          note(result, nowMs() - start.atMs);
          return result;
        } finally {
          startedMs.delete(start);
        }
      },
      close: () => transport.close(),
    }),
    leftMs() {
      if (isAway) return 0;
      const allowedMs = usualMs === undefined ? coldMs : usualMs * FACTOR + EXTRA_MS;
      const [oldest] = startedMs;
      return Math.max(0, allowedMs - (oldest === undefined ? 0 : nowMs() - oldest.atMs));
    },
  };
}
