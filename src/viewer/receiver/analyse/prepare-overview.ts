import { setImmediate } from 'node:timers/promises';
import type { SpanStore } from '../store/span-store';
import { operationStats, prepareOperations } from './operations/operations';
import { prepareCalls } from './service-map';

/** Segments whose own operations are worked out once: by then V8 has compiled the code that the first answer needs. */
const REHEARSED = 4;
const ALL_TIME = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER };

/**
 * Works out what the overview keeps of full segments, a segment a turn of the event loop, so that its first answer after a
 * large file waits for none of them.
 */
export async function prepareOverview(store: SpanStore): Promise<void> {
  const full = store.segments.filter(({ isSealed }) => isSealed);
  for (const [at, segment] of full.entries()) {
    await setImmediate();
    // Old segments leave while spans come.
    if (!store.segments.includes(segment)) continue;
    prepareOperations(segment);
    prepareCalls(store, segment);
    if (at < REHEARSED)
      operationStats({ segments: [segment] }, { window: ALL_TIME, buckets: 30, spans: 'entries' });
  }
}
