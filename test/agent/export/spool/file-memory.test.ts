import type { QueueSpool } from '../../../../src/agent/export/queue/queue-types';
import { FileMemory } from '../../../../src/agent/export/spool/reading/file-memory';
import { createSpool } from '../../../../src/agent/export/spool/spool';
import type { Kept } from '../../../../src/agent/export/types';
import { destinationTo } from '../destination-to';
import { until } from './deliver';
import { makeSpoolFolder } from './spool-folder';

/* Memory of files that are read one after another. */

const BODY_BYTES = 200_000;
const BODIES = 100;

test('the next file gets the memory of one whose parts are free', () => {
  const memory = new FileMemory();
  const first = memory.take(1000);
  const free = first.lend();
  first.leave();
  const second = memory.take(1000);
  expect(second.bytes.buffer).not.toBe(first.bytes.buffer);
  free();
  const third = memory.take(2000);
  expect(third.bytes.buffer).toBe(first.bytes.buffer);
  expect(third.bytes).toHaveLength(2000);
});

test('a part whose end is not known keeps its memory', () => {
  const memory = new FileMemory();
  const first = memory.take(1000);
  first.lend();
  first.lend()();
  first.leave();
  expect(memory.take(1000).bytes.buffer).not.toBe(first.bytes.buffer);
});

test.each([
  ['in the memory of two, once delivered', true, 2],
  ['each in its own, if an earlier try may still read them', false, 10],
])('ten files are read %s', async (_, isBodyFree, places) => {
  const folder = makeSpoolFolder();
  const spool = createSpool({ place: folder.base, maxBytes: 1e9, maxAgeMs: 1e6, syncMs: 0, report() {} });
  const memories: ArrayBufferLike[] = [];
  const sums: number[] = [];
  const inFlight: (() => void)[] = [];
  let isAway = true;
  let heldBytes = 1;
  const lane: QueueSpool = spool.laneFor('traces', destinationTo('http://127.0.0.1:4317', 'grpc')).join({
    came() {},
    drop() {},
    adopt: ({ body, kept }) => {
      memories.push(body.buffer);
      heldBytes += body.length;
      inFlight.push(() => {
        sums.push(body[0]!, body.at(-1)!);
        heldBytes -= body.length;
        (kept as Kept).done(1, isBodyFree);
      });
      setImmediate(() => {
        inFlight.shift()?.();
        lane.refill();
      });
    },
    takeBack: () => false,
    batches: () => [],
    heldBytes: () => (isAway ? Number.MAX_SAFE_INTEGER : heldBytes),
    isAnswering: () => true,
  });
  for (let index = 0; index < BODIES; index++) {
    const batch = { signal: 'traces' as const, body: Buffer.alloc(BODY_BYTES, index), items: 1 };
    // The disk has no room for more at once.
    await until(() => lane.take(batch, false));
  }
  await until(() => lane.counts.written === BODIES);
  isAway = false;
  lane.refill();
  await until(() => sums.length === 2 * BODIES);
  lane.close();
  expect(sums).toEqual(Array.from({ length: 2 * BODIES }, (_, index) => Math.floor(index / 2)));
  expect(new Set(memories).size)[isBodyFree ? 'toBeLessThanOrEqual' : 'toBeGreaterThanOrEqual'](places);
  folder.remove();
});
