import { systemClock } from '../../../src/agent/export/clock';
import { createBatcher } from '../../../src/agent/export/queue/batcher';
import { createExportQueue } from '../../../src/agent/export/queue/queue';
import type { QueueStats } from '../../../src/agent/export/queue/queue-types';
import { createGrpcTransport } from '../../../src/agent/export/transports/grpc/grpc';
import { createHttpTransport } from '../../../src/agent/export/transports/http/http';
import type { Encoder } from '../../../src/agent/export/types';
import * as fc from '../../fast-check';
import { destinationTo } from './destination-to';
import { TLS } from './receivers';
import {
  CUT,
  CUTTERS,
  REPLIES,
  type Reply,
  type ScriptedReceiver,
  STRANGER,
  scriptedGrpcReceiver,
  scriptedHttpReceiver,
} from './scripted-receivers';

/* Sums hold at each moment, whatever a receiver does: ended = acknowledged + dropped + waiting; all acknowledged arrived. */

jest.setTimeout(120_000);

const HANGING_MS = 60;
/** No machine is so busy that a reply takes longer. */
const TIMEOUT_MS = 20_000;
const BATCH_ITEMS = 3;

describe.each([
  ['gRPC', 'grpc', false],
  ['HTTP', 'http/protobuf', false],
  ['gRPC over TLS', 'grpc', true],
  ['HTTP over TLS', 'http/protobuf', true],
] as const)('%s', (_name, protocol, isTls) => {
  let receiver: ScriptedReceiver;
  beforeAll(async () => {
    receiver = await (protocol === 'grpc' ? scriptedGrpcReceiver : scriptedHttpReceiver)(isTls);
  });
  afterAll(() => receiver.close());

  const replies = REPLIES.filter(reply => isTls || reply !== STRANGER);

  test.each(replies)('one that %s, then accepts', async reply => {
    await check(['accepts', reply], 9, 1);
  });

  test.each(replies)('one that %s at the very first', async reply => {
    await check([reply], 6, 1);
  });

  test.each([
    ['one batch after another', 1, replies],
    ['four at a time', 4, replies.filter(reply => reply !== 'hangs')],
  ])('any sequence of them, %s', async (_order, inFlight, some) => {
    const script = fc.array(fc.constantFrom(...some), { maxLength: 8 });
    const items = fc.integer({ min: 1, max: 24 });
    await fc.assert(
      fc.asyncProperty(script, items, (sequence, count) => check(sequence, count, inFlight)),
      { numRuns: 40 },
    );
  });

  async function check(script: readonly Reply[], items: number, inFlight: number): Promise<void> {
    receiver.play(script);
    const lines: string[] = [];
    const destination = destinationTo(
      protocol === 'grpc' ? receiver.origin : `${receiver.origin}/v1/traces`,
      protocol,
      isTls ? { tls: { ca: TLS.client.ca } } : {},
    );
    const transport = (protocol === 'grpc' ? createGrpcTransport : createHttpTransport)(destination);
    const queue = createExportQueue({
      signal: 'traces',
      transport: {
        ...transport,
        send: batch => transport.send(batch, receiver.isHangingNext() ? HANGING_MS : TIMEOUT_MS),
      },
      maxInFlight: inFlight,
      destination: 'the receiver',
      report: (_, message) => lines.push(message),
      timeoutMs: TIMEOUT_MS,
      maxBytes: 1e6,
      maxItems: 1000,
      backoff: { initialMs: 1, maxMs: 5, factor: 2, jitter: 0.2, random: Math.random },
    });
    const batcher = createBatcher({
      encoder: idEncoder(),
      queue,
      maxBatchItems: BATCH_ITEMS,
      scheduleDelayMs: 1,
    });
    for (let id = 1; id <= items; id++) {
      batcher.add(String(id));
      expectBalance(batcher.stats(), id);
      if (id % BATCH_ITEMS === 0) await new Promise(resolve => setImmediate(resolve));
    }
    await until(() => {
      expectBalance(batcher.stats(), items);
      return batcher.stats().waitingItems === 0;
    });
    batcher.tellDrops();
    transport.close();
    // A busy machine may deliver a request only after its sender has given up on a receiver that hangs.
    const others: readonly Reply[] = [...(inFlight > 1 && protocol === 'grpc' ? CUTTERS : [CUT]), 'hangs'];
    expectDelivery(
      batcher.stats(),
      script.some(reply => others.includes(reply)),
      lines,
    );
  }

  function expectDelivery(stats: QueueStats, mayBeTwice: boolean, lines: readonly string[]): void {
    const { accepted } = receiver;
    const twice = [...accepted.values()].filter(times => times > 1);
    if (mayBeTwice) {
      // A connection was cut after the request had been accepted, so that it was sent again: at least once.
      expect(accepted.size).toBeGreaterThanOrEqual(stats.sentItems);
    } else {
      expect(twice).toEqual([]);
      expect(accepted.size).toBe(stats.sentItems);
    }
    // Dropped spans are named, with number and reason.
    const told = lines.flatMap(line => /^(\d+) spans for .* dropped/.exec(line)?.[1] ?? []);
    expect(told.reduce((sum, count) => sum + Number(count), 0)).toBe(sumOf(stats.droppedItems));
  }
});

function expectBalance(stats: QueueStats, ended: number): void {
  const { endedItems, sentItems, droppedItems, waitingItems } = stats;
  expect(endedItems).toBe(ended);
  expect(sentItems + sumOf(droppedItems) + waitingItems).toBe(ended);
}

function sumOf(counts: QueueStats['droppedItems']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>(resolve => systemClock.after(2, resolve));
}

/** Encodes ids as a list with commas. */
function idEncoder(): Encoder<string> {
  let ids: string[] = [];
  return {
    add: id => void ids.push(id),
    encode: id => Buffer.from(id),
    addEncoded: (_, bytes) => void ids.push(Buffer.from(bytes).toString()),
    get bytes() {
      return ids.join().length;
    },
    get items() {
      return ids.length;
    },
    take() {
      if (ids.length === 0) return undefined;
      const batch = { signal: 'traces', body: Buffer.from(ids.join()), items: ids.length } as const;
      ids = [];
      return batch;
    },
  };
}
