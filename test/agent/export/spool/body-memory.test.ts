import type { QueueSpool } from '../../../../src/agent/export/queue/queue-types';
import { BodyMemory } from '../../../../src/agent/export/spool/reading/body-memory';
import { createSpool } from '../../../../src/agent/export/spool/spool';
import type { Kept } from '../../../../src/agent/export/types';
import { destinationTo } from '../destination-to';
import { until } from './deliver';
import { makeSpoolFolder } from './spool-folder';

/* Memory of batches that are read one after another. */

const BODY_BYTES = 200_000;
const BODIES = 100;

test('the next batch gets the memory of one that has left', () => {
  const memory = new BodyMemory();
  const first = memory.take(100_000);
  const second = memory.take(100_000);
  expect(second.buffer).not.toBe(first.buffer);
  memory.giveBack(first);
  const third = memory.take(102_000);
  expect(third.buffer).toBe(first.buffer);
  expect(third).toHaveLength(102_000);
});

test('a batch gets the smallest memory that is large enough', () => {
  const memory = new BodyMemory();
  const [large, medium, small] = [memory.take(300_000), memory.take(100_000), memory.take(1000)];
  for (const one of [large, medium, small]) memory.giveBack(one);
  expect(memory.take(50_000).buffer).toBe(medium.buffer);
  expect(memory.take(50_000).buffer).toBe(large.buffer);
  expect(memory.take(1000).buffer).toBe(small.buffer);
});

test('a megabyte of unused memory is kept', () => {
  const memory = new BodyMemory();
  const all = Array.from({ length: 20 }, () => memory.take(128 * 1024));
  for (const one of all) memory.giveBack(one);
  const again = new Set(Array.from({ length: 20 }, () => memory.take(128 * 1024).buffer));
  expect(all.filter(({ buffer }) => again.has(buffer))).toHaveLength(8);
});

test.each([
  ['in the memory of a megabyte, once delivered', true, 4],
  ['each in its own, if an earlier try may still read them', false, BODIES],
])('batches of ten files are read %s', async (_, isBodyFree, places) => {
  const folder = makeSpoolFolder();
  const spool = createSpool({ place: folder.base, maxBytes: 1e9, maxAgeMs: 1e6, syncMs: 0, report() {} });
  const memories = new Set<ArrayBufferLike>();
  const sums: number[] = [];
  const inFlight: (() => void)[] = [];
  let isAway = true;
  let heldBytes = 1;
  const lane: QueueSpool = spool.laneFor('traces', destinationTo('http://127.0.0.1:4317', 'grpc')).join({
    came() {},
    drop() {},
    adopt: ({ body, kept }) => {
      memories.add(body.buffer);
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
  expect(memories.size)[isBodyFree ? 'toBeLessThanOrEqual' : 'toBeGreaterThanOrEqual'](places);
  for (const { byteLength } of memories) expect(byteLength).toBeLessThan(1.25 * BODY_BYTES);
  folder.remove();
});
