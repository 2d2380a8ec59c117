import { createExportQueue, type QueueStats } from '../../../../src/agent/export/queue/queue';
import { createSpool } from '../../../../src/agent/export/spool/spool';
import { createHttpTransport } from '../../../../src/agent/export/transports/http/http';
import * as fc from '../../../fast-check';
import { destinationTo } from '../destination-to';
import {
  CUT,
  REPLIES,
  type Reply,
  type ScriptedReceiver,
  STRANGER,
  scriptedHttpReceiver,
} from '../scripted-receivers';
import { makeSpoolFolder } from './spool-folder';

/* With a disk behind the queue, sums hold at each moment: ended = acknowledged + dropped + waiting, spooled among them. */

jest.setTimeout(120_000);

const TIMEOUT_MS = 20_000;
const HANGING_MS = 60;
const BATCH_ITEMS = 3;
/** A few batches. */
const MEMORY_BYTES = 40;

let receiver: ScriptedReceiver;
beforeAll(async () => {
  receiver = await scriptedHttpReceiver(false);
});
afterAll(() => receiver.close());

test('any sequence of replies, with more batches than memory holds', async () => {
  // A receiver without the signal is asked again after a minute, and what is on disk waits for that.
  const replies = REPLIES.filter(reply => reply !== STRANGER && reply !== 'does not have the signal');
  const script = fc.array(fc.constantFrom(...replies), { minLength: 1, maxLength: 8 });
  const batches = fc.integer({ min: 5, max: 60 });
  await fc.assert(fc.asyncProperty(script, batches, check), { numRuns: 12 });
});

async function check(script: readonly Reply[], batches: number): Promise<void> {
  receiver.play(script);
  const folder = makeSpoolFolder();
  const destination = destinationTo(`${receiver.origin}/v1/traces`, 'http/protobuf');
  const lane = createSpool({
    place: folder.base,
    maxBytes: 1e6,
    maxAgeMs: 1e6,
    syncMs: 0,
    report() {},
  }).laneFor('traces', destination);
  const transport = createHttpTransport(destination);
  let wasSpooled = false;
  const queue = createExportQueue({
    signal: 'traces',
    transport: lane.watch({
      ...transport,
      send: batch => transport.send(batch, receiver.isHangingNext() ? HANGING_MS : TIMEOUT_MS),
    }),
    joinSpool: lane.join,
    destination: 'the receiver',
    report() {},
    timeoutMs: TIMEOUT_MS,
    maxBytes: MEMORY_BYTES,
    maxItems: 1000,
    backoff: { initialMs: 1, maxMs: 5, factor: 2, jitter: 0.2, random: Math.random },
  });
  const look = (ended: number) => {
    const stats = queue.stats();
    expectBalance(stats, ended);
    wasSpooled ||= stats.spooledItems > 0;
    return stats;
  };
  for (let batch = 0; batch < batches; batch++) {
    const ids = Array.from({ length: BATCH_ITEMS }, (_, index) => batch * BATCH_ITEMS + index);
    queue.push({ signal: 'traces', body: Buffer.from(ids.join()), items: BATCH_ITEMS });
    look((batch + 1) * BATCH_ITEMS);
    if (batch % 7 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  while (look(batches * BATCH_ITEMS).waitingItems > 0) await new Promise(resolve => setTimeout(resolve, 2));
  transport.close();
  expectDelivery(queue.stats(), script);
  if (batches > 20) expect(wasSpooled).toBe(true);
  while (folder.files().length > 0) await new Promise(resolve => setTimeout(resolve, 2));
  folder.remove();
}

function expectDelivery({ sentItems }: QueueStats, script: readonly Reply[]): void {
  const { accepted } = receiver;
  if (script.some(reply => reply === CUT || reply === 'hangs')) {
    // The receiver accepted a batch and could not say so: it was sent again.
    expect(accepted.size).toBeGreaterThanOrEqual(sentItems);
  } else {
    expect([...accepted.values()].filter(times => times > 1)).toEqual([]);
    expect(accepted.size).toBe(sentItems);
  }
}

function expectBalance(stats: QueueStats, ended: number): void {
  const { endedItems, sentItems, droppedItems, waitingItems, spooledItems } = stats;
  const dropped = Object.values(droppedItems).reduce((sum, count) => sum + count, 0);
  expect(endedItems).toBe(ended);
  expect(sentItems + dropped + waitingItems).toBe(ended);
  expect(spooledItems).toBeGreaterThanOrEqual(0);
  expect(spooledItems).toBeLessThanOrEqual(waitingItems);
}
