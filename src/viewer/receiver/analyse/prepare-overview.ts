import { setImmediate } from 'node:timers/promises';
import type { SpanStore } from '../store/span-store';
import { prepareOperations } from './operations/operations';
import { prepareCalls } from './service-map';

/**
 * Works out what the overview keeps of full segments, a segment a turn of the event loop, so that its first answer after a
 * large file waits for none of them.
 */
export async function prepareOverview(store: SpanStore): Promise<void> {
  for (const segment of store.segments.filter(({ isSealed }) => isSealed)) {
    await setImmediate();
    // Old segments leave while spans come.
    if (!store.segments.includes(segment)) continue;
    prepareOperations(segment);
    prepareCalls(store, segment);
  }
}
