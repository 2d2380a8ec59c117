import type { Splitter } from '../../../src/agent/export/queue/batch-size';
import { createExportQueue, type ExportQueueOptions } from '../../../src/agent/export/queue/queue';
import type { QueueSpool, SpoolAccess } from '../../../src/agent/export/queue/queue-types';
import type { Batch, SendResult, Transport } from '../../../src/agent/export/types';
import * as fc from '../../fast-check';
import { FakeClock, settled } from './fake-clock';

const SENT: SendResult = { kind: 'sent' };
const DOWN: SendResult = { kind: 'retryable', reason: 'connect ECONNREFUSED' };

/** A receiver whose answers the test gives, in any order. */
class FakeTransport implements Transport {
  readonly calls: { batch: Batch; answer: (result: SendResult) => void }[] = [];
  /** Answers at once when set. */
  automatic: ((batch: Batch) => SendResult) | undefined;
  isClosed = false;

  send(batch: Batch): Promise<SendResult> {
    return new Promise(resolve => {
      this.calls.push({ batch, answer: resolve });
      if (this.automatic) resolve(this.automatic(batch));
    });
  }

  close(): void {
    this.isClosed = true;
  }

  async answer(index: number, result: SendResult): Promise<void> {
    this.calls[index]!.answer(result);
    await settled();
  }
}

function setUp(options: Partial<ExportQueueOptions> = {}) {
  const clock = new FakeClock();
  const transport = new FakeTransport();
  const lines: string[] = [];
  const queue = createExportQueue({
    signal: 'traces',
    transport,
    destination: 'the Collector at http://localhost:4317',
    report: (level, message) => lines.push(`${level}: ${message}`),
    timeoutMs: 10_000,
    maxBytes: 1000,
    maxItems: 100,
    maxInFlight: 2,
    backoff: { initialMs: 1000, maxMs: 8000, factor: 2, jitter: 0.2, random: () => 0.5 },
    clock,
    ...options,
  });
  return { clock, transport, lines, queue };
}

const batch = (items: number, bytes = 10, name = ''): Batch => ({
  signal: 'traces',
  body: Buffer.alloc(bytes, name || 'x'),
  items,
});

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('sending', () => {
  test('counts what was accepted, and tells the first time', async () => {
    const { queue, transport, lines } = setUp();
    queue.push(batch(3));
    await transport.answer(0, SENT);
    queue.push(batch(4));
    await transport.answer(1, SENT);
    expect(queue.stats()).toEqual({
      endedItems: 7,
      sentItems: 7,
      droppedItems: {},
      waitingItems: 0,
      spooledItems: 0,
      queuedBytes: 0,
      queuedItems: 0,
      inFlight: 0,
    });
    expect(lines).toEqual(['debug: first 3 spans accepted by the Collector at http://localhost:4317']);
  });

  test('keeps to the bound of batches in flight', async () => {
    const { queue, transport } = setUp();
    for (let i = 0; i < 5; i++) queue.push(batch(1));
    expect(transport.calls).toHaveLength(2);
    expect(queue.stats()).toMatchObject({ inFlight: 2, queuedItems: 3, queuedBytes: 50 });
    await transport.answer(1, SENT);
    expect(transport.calls).toHaveLength(3);
  });

  test('a transport that throws loses the batch, not the process', async () => {
    const { queue, transport, lines } = setUp();
    transport.send = () => {
      throw new TypeError('oh');
    };
    queue.push(batch(2));
    await settled();
    expect(queue.stats().droppedItems).toEqual({ rejected: 2 });
    expect(lines[0]).toContain('the transport failed: TypeError: oh');
  });

  test('a transport that never answers is given up a second after its deadline', async () => {
    const { queue, transport, clock } = setUp();
    queue.push(batch(1));
    await clock.advance(11_000);
    expect(queue.stats()).toMatchObject({ inFlight: 0, queuedItems: 1 });
    await clock.advance(1000);
    expect(transport.calls).toHaveLength(2);
    // Its late answer counts for nothing.
    await transport.answer(0, SENT);
    expect(queue.stats()).toMatchObject({ sentItems: 0, inFlight: 1 });
  });

  test('a partial success counts both', async () => {
    const { queue, transport, lines } = setUp();
    queue.push(batch(10));
    await transport.answer(0, { kind: 'sent', rejectedItems: 4, message: 'too old' });
    expect(queue.stats()).toMatchObject({ sentItems: 6, droppedItems: { partially_rejected: 4 } });
    expect(lines[0]).toBe(
      'warn: 4 spans for the Collector at http://localhost:4317 dropped, the receiver refused them: too old',
    );
  });
});

test('refused credentials name the setting that holds them', async () => {
  const { queue, transport, lines } = setUp();
  queue.push(batch(1));
  await transport.answer(0, { kind: 'permanent', reason: 'HTTP 401: no' });
  expect(lines[0]).toMatch(/refused them: HTTP 401: no; OTEL_EXPORTER_OTLP_HEADERS holds the credentials$/);
});

describe('trying again', () => {
  test('waits longer each time, up to the bound, and starts afresh after a success', async () => {
    const { queue, transport, clock } = setUp();
    queue.push(batch(1));
    const delays: number[] = [];
    for (let i = 0; i < 6; i++) {
      await transport.answer(i, DOWN);
      const before = clock.now();
      while (transport.calls.length === i + 1) await clock.advance(500);
      delays.push(clock.now() - before);
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
    await transport.answer(6, SENT);
    queue.push(batch(1));
    await transport.answer(7, DOWN);
    await clock.advance(1000);
    expect(transport.calls).toHaveLength(9);
  });

  test.each([
    [0, 800],
    [1, 1200],
  ])('jitter: random() = %f gives %i ms', async (random, delayMs) => {
    const backoff = { initialMs: 1000, maxMs: 8000, factor: 2, jitter: 0.2, random: () => random };
    const { queue, transport, clock } = setUp({ backoff });
    queue.push(batch(1));
    await transport.answer(0, DOWN);
    await clock.advance(delayMs - 1);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(1);
    expect(transport.calls).toHaveLength(2);
  });

  test('never sooner than the receiver asks, nor much later than a minute, and says so', async () => {
    const { queue, transport, clock, lines } = setUp();
    queue.push(batch(1));
    await transport.answer(0, { kind: 'throttled', reason: 'busy', afterMs: 20_000 });
    await clock.advance(19_999);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(4001);
    expect(transport.calls).toHaveLength(2);
    await transport.answer(1, SENT);
    await clock.advance(30_000);
    queue.push(batch(1));
    await transport.answer(2, { kind: 'throttled', reason: 'busy', afterMs: 1e9 });
    await clock.advance(59_999);
    expect(transport.calls).toHaveLength(3);
    await clock.advance(12_001);
    expect(transport.calls).toHaveLength(4);
    expect(lines.filter(line => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/: busy; will try again in 20 s, as it asks$/),
      expect.stringMatching(/: busy; will try again in 60 s, though it asks for 1000000 s$/),
    ]);
  });

  test('sends the batch that failed first, one at a time, until one succeeds', async () => {
    const { queue, transport, clock } = setUp();
    queue.push(batch(1, 10, 'a'));
    await transport.answer(0, DOWN);
    queue.push(batch(1, 10, 'b'));
    queue.push(batch(1, 10, 'c'));
    await clock.advance(1000);
    expect(transport.calls.map(call => String.fromCharCode(call.batch.body[0]!))).toEqual(['a', 'a']);
    await transport.answer(1, SENT);
    expect(transport.calls.map(call => String.fromCharCode(call.batch.body[0]!))).toEqual([
      'a',
      'a',
      'b',
      'c',
    ]);
  });

  test('goes on for as long as the queue has room', async () => {
    const { queue, transport, clock } = setUp();
    transport.automatic = () => DOWN;
    queue.push(batch(5));
    await clock.advance(3_600_000);
    transport.automatic = () => SENT;
    await clock.advance(10_000);
    expect(queue.stats()).toMatchObject({ sentItems: 5, droppedItems: {} });
  });

  test('tells of trouble once, and of its end', async () => {
    const { queue, transport, clock, lines } = setUp();
    transport.automatic = () => DOWN;
    queue.push(batch(1));
    await clock.advance(20_000);
    transport.automatic = () => SENT;
    await clock.advance(20_000);
    expect(lines).toEqual([
      'warn: cannot send traces to the Collector at http://localhost:4317: connect ECONNREFUSED; will try again',
      'info: the Collector at http://localhost:4317 accepts traces again',
      'debug: first 1 spans accepted by the Collector at http://localhost:4317',
    ]);
  });

  test('a receiver that comes and goes is told of once in 30 s', async () => {
    const { queue, transport, clock, lines } = setUp();
    let count = 0;
    transport.automatic = () => (++count % 2 === 1 ? DOWN : SENT);
    for (let i = 0; i < 29; i++) {
      queue.push(batch(1));
      await clock.advance(1000);
    }
    expect(lines.filter(line => line.startsWith('warn'))).toHaveLength(1);
  });
});

describe('bounds', () => {
  test('by bytes: the oldest that waits goes', async () => {
    const { queue, transport } = setUp({ maxBytes: 100, maxInFlight: 1 });
    for (const name of ['a', 'b', 'c', 'd']) queue.push(batch(1, 30, name));
    expect(queue.stats()).toMatchObject({ queuedBytes: 90, droppedItems: { queue_full: 1 } });
    transport.automatic = () => SENT;
    await transport.answer(0, SENT);
    expect(transport.calls.map(call => String.fromCharCode(call.batch.body[0]!)).join('')).toBe('acd');
  });

  test('by items: what is in flight does not count', () => {
    const { queue } = setUp({ maxItems: 10, maxInFlight: 1 });
    for (let i = 0; i < 4; i++) queue.push(batch(5));
    expect(queue.stats()).toMatchObject({ inFlight: 1, queuedItems: 10, droppedItems: { queue_full: 5 } });
  });

  test('a process with little memory holds less, and is asked for it when it may matter', () => {
    const mebibyte = 1024 * 1024;
    const memoryShare = jest.fn(() => 3 * mebibyte);
    const { queue } = setUp({ maxBytes: 16 * mebibyte, memoryShare, maxInFlight: 1 });
    queue.push(batch(1, 2 * mebibyte));
    expect(memoryShare).not.toHaveBeenCalled();
    for (let i = 0; i < 9; i++) queue.push(batch(1, mebibyte / 2));
    expect(memoryShare).toHaveBeenCalledTimes(1);
    expect(queue.stats()).toMatchObject({ queuedBytes: 3 * mebibyte, droppedItems: { queue_full: 7 } });
  });

  test('a hundred thousand spans of the usual size wait in the default of 16 MiB', () => {
    const { queue } = setUp({
      maxBytes: 16 * 1024 * 1024,
      maxItems: Number.POSITIVE_INFINITY,
      maxInFlight: 1,
    });
    for (let i = 0; i < 200; i++) queue.push(batch(500, 500 * 165));
    expect(queue.stats()).toMatchObject({ waitingItems: 100_000, droppedItems: {} });
  });

  describe('beside a disk', () => {
    const mebibyte = 1024 * 1024;
    const besideDisk = (canTake: boolean) => {
      const taken: Batch[] = [];
      let access: SpoolAccess | undefined;
      const joinSpool = (queue: SpoolAccess): QueueSpool => {
        access = queue;
        const take = (one: Batch) => {
          if (canTake) taken.push(one);
          return canTake;
        };
        const rest = {
          refill() {},
          close: () => [],
          isEmpty: () => true,
          patienceMs: () => 0,
          place: { base: '', maxBytes: 0, maxAgeMs: 0 },
        };
        return { take, keep: take, items: 0, counts: { written: 0, claimed: 0, delivered: 0 }, ...rest };
      };
      const made = setUp({ maxBytes: 16 * mebibyte, maxInFlight: 1, joinSpool });
      return { ...made, taken, giveBack: (one: Batch) => access!.takeBack(one) };
    };

    test('memory holds 1 MiB while the receiver is away, the oldest go to disk', async () => {
      const { queue, transport, taken } = besideDisk(true);
      queue.push(batch(1, mebibyte, 'a'));
      await transport.answer(0, DOWN);
      for (const name of ['b', 'c', 'd', 'e', 'f', 'g']) queue.push(batch(1, mebibyte, name));
      expect(queue.stats().queuedBytes).toBeLessThanOrEqual(mebibyte);
      expect(taken.map(one => String.fromCharCode(one.body[0]!)).join('')).toBe('abcdef');
    });

    test('memory holds all while the receiver answers, or the disk takes nothing', async () => {
      const answering = besideDisk(true);
      const full = besideDisk(false);
      full.queue.push(batch(1, mebibyte));
      await full.transport.answer(0, DOWN);
      for (let i = 0; i < 9; i++) for (const { queue } of [answering, full]) queue.push(batch(1, mebibyte));
      expect(answering.taken).toEqual([]);
      for (const { queue } of [answering, full]) {
        expect(queue.stats().queuedBytes).toBeGreaterThan(8 * mebibyte);
        expect(queue.stats().droppedItems).toEqual({});
      }
    });

    test('what the disk could not keep is in memory again, within its bound', () => {
      const { queue, giveBack } = besideDisk(true);
      expect(giveBack(batch(5, mebibyte))).toBe(true);
      expect(giveBack(batch(5, 16 * mebibyte))).toBe(false);
      expect(queue.stats()).toMatchObject({ droppedItems: {} });
    });
  });

  test('a batch that never fits goes alone', () => {
    const { queue } = setUp({ maxBytes: 100, maxInFlight: 1 });
    queue.push(batch(1, 40));
    queue.push(batch(1, 40));
    queue.push(batch(7, 101));
    expect(queue.stats()).toMatchObject({ queuedBytes: 80, droppedItems: { queue_full: 7 } });
  });

  test('drops are reported at most once in 30 s, with their sum', async () => {
    const { queue, clock, lines } = setUp({ maxItems: 10, maxInFlight: 1 });
    for (let i = 0; i < 7; i++) queue.push(batch(10));
    expect(lines).toEqual([
      expect.stringContaining('10 spans for the Collector at http://localhost:4317 dropped'),
    ]);
    await clock.advance(29_999);
    expect(lines.filter(line => line.includes('dropped'))).toHaveLength(1);
    await clock.advance(1);
    expect(lines.filter(line => line.includes('dropped'))[1]).toBe(
      'warn: 40 spans for the Collector at http://localhost:4317 dropped, the export queue is full',
    );
  });

  test('whatever happens, every item is counted once and the bounds hold', async () => {
    const event = fc.oneof(
      fc.record({
        push: fc.record({ items: fc.integer({ min: 1, max: 40 }), bytes: fc.integer({ min: 0, max: 600 }) }),
      }),
      fc.record({
        answer: fc.nat(3),
        kind: fc.constantFrom('sent', 'partial', 'retryable', 'throttled', 'unsupported', 'permanent'),
      }),
      fc.record({ wait: fc.integer({ min: 1, max: 20_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async events => {
        const { queue, transport, clock } = setUp();
        const answered = new Set<number>();
        let pushed = 0;
        for (const one of events) {
          if ('push' in one) {
            queue.push(batch(one.push.items, one.push.bytes));
            pushed += one.push.items;
          } else if ('wait' in one) await clock.advance(one.wait);
          else {
            const open = transport.calls.map((_, index) => index).filter(index => !answered.has(index));
            const index = open[one.answer % Math.max(1, open.length)];
            if (index === undefined) continue;
            answered.add(index);
            const partial = { kind: 'sent', rejectedItems: 1 } as const;
            const result =
              one.kind === 'partial'
                ? partial
                : ({ kind: one.kind, reason: 'r', afterMs: 5000 } as SendResult);
            await transport.answer(index, result);
          }
          const { queuedBytes, queuedItems, inFlight, ...counts } = queue.stats();
          expect(counts.endedItems).toBe(pushed);
          expect(counts.sentItems + sumOf(counts.droppedItems) + counts.waitingItems).toBe(pushed);
          expect(queuedBytes).toBeLessThanOrEqual(1000);
          expect(queuedItems).toBeLessThanOrEqual(100 + 40);
          expect(inFlight).toBeLessThanOrEqual(2);
        }
        const { inFlight, waiting } = queue.takeUnsent();
        const left = [...inFlight, ...waiting].reduce((sum, one) => sum + one.items, 0);
        const { sentItems, droppedItems, queuedBytes } = queue.stats();
        expect(sentItems + sumOf(droppedItems) + left).toBe(pushed);
        expect(queuedBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a batch that is too large', () => {
  /** Items are letters; each is as many bytes as it is repeated. */
  const words = (...list: string[]): Batch => ({
    signal: 'traces',
    body: Buffer.from(list.join(' ')),
    items: list.length,
  });
  const textOf = ({ body }: Batch) => Buffer.from(body).toString();
  const splitter: Splitter = {
    split(batch) {
      const list = textOf(batch).split(' ');
      if (list.length < 2) return undefined;
      const cut = Math.ceil(list.length / 2);
      return [words(...list.slice(0, cut)), words(...list.slice(cut))];
    },
    nameOf: batch => textOf(batch)[0],
  };
  const TOO_LARGE: SendResult = { kind: 'tooLarge', reason: 'HTTP 413' };

  test('for the setting is split before it is sent, a single item is not', () => {
    const { queue, transport } = setUp({ splitter, maxBatchBytes: 10, maxInFlight: 9 });
    queue.push(words('aaa', 'bbb', 'ccc', 'ddd', 'eeeeeeeeeeeeeee'));
    expect(transport.calls.map(call => textOf(call.batch))).toEqual([
      'aaa bbb',
      'ccc',
      'ddd',
      'eeeeeeeeeeeeeee',
    ]);
    expect(queue.stats()).toMatchObject({ endedItems: 5, waitingItems: 5 });
  });

  test('for the receiver is halved until the culprit stands alone, which is dropped and named', async () => {
    const { queue, transport, lines } = setUp({ splitter, maxInFlight: 1 });
    transport.automatic = batch => (batch.body.length > 12 ? TOO_LARGE : SENT);
    queue.push(words('aaa', 'bbb', 'ccc', 'd'.repeat(20), 'eee'));
    queue.push(words('fff'));
    await settled();
    await settled();
    const sent = transport.calls.map(call => textOf(call.batch)).filter(text => text.length <= 12);
    expect(sent).toEqual(['aaa bbb ccc', 'eee', 'fff']);
    expect(queue.stats()).toMatchObject({
      endedItems: 6,
      sentItems: 5,
      droppedItems: { rejected: 1 },
      waitingItems: 0,
    });
    expect(lines.at(-1)).toBe(
      'warn: 1 spans for the Collector at http://localhost:4317 dropped, the receiver refused them: "d" of 0.0 MB is too large: HTTP 413',
    );
  });

  test('teaches the size of those to come', async () => {
    const { queue, transport } = setUp({ splitter, maxInFlight: 1 });
    transport.automatic = batch => (batch.body.length > 12 ? TOO_LARGE : SENT);
    for (let i = 0; i < 5; i++) queue.push(words('aaa', 'bbb', 'ccc', 'ddd', 'eee'));
    for (let i = 0; i < 9; i++) await settled();
    const refused = transport.calls.filter(({ batch }) => batch.body.length > 12);
    expect(refused).toHaveLength(1);
    expect(queue.stats()).toMatchObject({ sentItems: 25, droppedItems: {} });
  });

  test('is waited for by a flush until its parts have left', async () => {
    const { queue, transport } = setUp({ splitter, maxInFlight: 1 });
    transport.automatic = batch => (batch.body.length > 3 ? TOO_LARGE : SENT);
    queue.push(words('aaa', 'bbb', 'ccc', 'ddd'));
    await expect(queue.flush(1000)).resolves.toBe(true);
    expect(queue.stats()).toMatchObject({ sentItems: 4, waitingItems: 0 });
  });
});

describe('a signal that the receiver does not have', () => {
  const UNSUPPORTED = { kind: 'unsupported', reason: 'UNIMPLEMENTED' } as const;
  const OFF =
    'warn: the Collector at http://localhost:4317 does not accept metrics (UNIMPLEMENTED): metrics are switched off; ' +
    'set OTEL_METRICS_EXPORTER=none to silence this';

  test('is switched off once, with one line', async () => {
    const { queue, transport, lines, clock } = setUp({ signal: 'metrics' });
    for (let i = 0; i < 4; i++) queue.push(batch(2));
    await transport.answer(0, UNSUPPORTED);
    await transport.answer(1, UNSUPPORTED);
    queue.push(batch(2));
    await clock.advance(47_000);
    expect(lines).toEqual([OFF]);
    expect(queue.isSwitchedOff()).toBe(true);
    expect(transport.calls).toHaveLength(2);
    expect(queue.stats()).toMatchObject({ droppedItems: { unsupported: 10 }, queuedBytes: 0 });
  });

  test('is asked for again after minutes, backing off, with nothing said to those who do not debug', async () => {
    const { queue, transport, lines, clock } = setUp({ signal: 'metrics' });
    transport.automatic = () => UNSUPPORTED;
    const askedMs: number[] = [];
    for (let minute = 0; minute < 180; minute++) {
      const before = transport.calls.length;
      queue.push(batch(1));
      await settled();
      if (transport.calls.length > before) askedMs.push(minute);
      await clock.advance(60_000);
    }
    expect(askedMs).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121, 151]);
    expect(lines.filter(line => !line.startsWith('debug'))).toEqual([OFF]);
    expect(queue.stats()).toMatchObject({ endedItems: 180, droppedItems: { unsupported: 180 } });
  });

  test('is on again once the receiver takes it, and at the end what was dropped is said', async () => {
    const { queue, transport, lines, clock } = setUp({ signal: 'metrics' });
    transport.automatic = () => UNSUPPORTED;
    for (let i = 0; i < 3; i++) queue.push(batch(2));
    await settled();
    transport.automatic = () => SENT;
    await clock.advance(60_000);
    queue.push(batch(5));
    await settled();
    expect(lines.slice(1, 3)).toEqual([
      'info: the Collector at http://localhost:4317 accepts metrics again',
      'debug: first 5 data points accepted by the Collector at http://localhost:4317',
    ]);
    queue.tellDrops();
    expect(lines.slice(3)).toEqual([
      'warn: 6 data points for the Collector at http://localhost:4317 dropped, the receiver did not take them: UNIMPLEMENTED',
    ]);
    expect(queue.stats()).toMatchObject({ endedItems: 11, sentItems: 5, droppedItems: { unsupported: 6 } });
  });

  test('but not where it was accepted before: the reply is then one to try again', async () => {
    const { queue, transport, lines, clock } = setUp();
    queue.push(batch(1));
    await transport.answer(0, SENT);
    queue.push(batch(4));
    await transport.answer(1, { kind: 'unsupported', reason: 'HTTP 404' });
    expect(queue.isSwitchedOff()).toBe(false);
    transport.automatic = () => SENT;
    await clock.advance(1000);
    expect(queue.stats()).toMatchObject({ sentItems: 5, droppedItems: {}, waitingItems: 0 });
    expect(lines).toContain(
      'warn: cannot send traces to the Collector at http://localhost:4317: HTTP 404; will try again',
    );
  });
});

describe('flush', () => {
  test('of an empty queue is done', async () => {
    await expect(setUp().queue.flush(1000)).resolves.toBe(true);
  });

  test('waits for what is there, not for what comes later', async () => {
    const { queue, transport } = setUp({ maxInFlight: 1 });
    queue.push(batch(1));
    const flushed = queue.flush(1000);
    queue.push(batch(1));
    await transport.answer(0, SENT);
    await expect(flushed).resolves.toBe(true);
    expect(queue.stats().inFlight).toBe(1);
  });

  test('does not wait for the end of a pause, and gives up at the next failure', async () => {
    const { queue, transport } = setUp();
    queue.push(batch(1));
    await transport.answer(0, DOWN);
    const flushed = queue.flush(1000);
    await settled();
    expect(transport.calls).toHaveLength(2);
    await transport.answer(1, DOWN);
    await expect(flushed).resolves.toBe(false);
    expect(queue.stats().queuedItems).toBe(1);
  });

  test('ends with its time', async () => {
    const { queue, clock } = setUp();
    queue.push(batch(1));
    const flushed = queue.flush(1000);
    await clock.advance(1000);
    await expect(flushed).resolves.toBe(false);
  });
});

describe('shutdown', () => {
  test('ends retries, tries all that waits once more, and closes', async () => {
    const { queue, transport, clock } = setUp();
    queue.push(batch(1));
    await transport.answer(0, DOWN);
    for (let i = 0; i < 3; i++) queue.push(batch(1));
    transport.automatic = () => SENT;
    await expect(queue.shutdown(1000)).resolves.toBe(true);
    expect(queue.stats()).toMatchObject({ sentItems: 4, droppedItems: {} });
    expect(transport.isClosed).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test('with the receiver down is over at once, and says what was lost', async () => {
    const { queue, transport, lines, clock } = setUp();
    transport.automatic = () => DOWN;
    for (let i = 0; i < 4; i++) queue.push(batch(5));
    await settled();
    await expect(queue.shutdown(1000)).resolves.toBe(true);
    expect(clock.now()).toBe(0);
    expect(queue.stats().droppedItems).toEqual({ shutdown: 20 });
    expect(lines.at(-1)).toBe(
      'warn: 20 spans for the Collector at http://localhost:4317 dropped, the process ended first: connect ECONNREFUSED',
    );
    expect(lines.filter(line => line.includes('the process ended first'))).toHaveLength(1);
    expect(clock.timers).toBe(0);
  });

  test('with a receiver that hangs ends with its time', async () => {
    const { queue, transport, clock } = setUp();
    for (let i = 0; i < 3; i++) queue.push(batch(5));
    const over = queue.shutdown(500);
    await clock.advance(500);
    await expect(over).resolves.toBe(false);
    expect(queue.stats()).toMatchObject({ droppedItems: { shutdown: 15 }, queuedBytes: 0 });
    await transport.answer(0, SENT);
    expect(queue.stats().sentItems).toBe(0);
    queue.push(batch(1));
    expect(queue.stats().droppedItems).toEqual({ shutdown: 16 });
    await expect(queue.shutdown(500)).resolves.toBe(true);
  });
});

describe("a batch's memory is used again", () => {
  const FREE: SendResult = { kind: 'sent', isBodyFree: true };
  const recyclable = () => {
    const recycle = jest.fn();
    return { recycle, batch: { ...batch(1), recycle } };
  };

  test('once it has left whole', async () => {
    const { queue, transport } = setUp();
    const { recycle, batch } = recyclable();
    queue.push(batch);
    expect(recycle).not.toHaveBeenCalled();
    await transport.answer(0, FREE);
    expect(recycle).toHaveBeenCalledTimes(1);
  });

  test('when it is dropped before its first try, for then nobody reads it', async () => {
    const { queue, transport } = setUp({ maxBytes: 20, maxInFlight: 1 });
    const [tried, waiting] = [recyclable(), recyclable()];
    queue.push(tried.batch);
    await transport.answer(0, DOWN);
    queue.push(waiting.batch);
    queue.push(batch(1));
    queue.push(batch(1));
    expect(queue.stats()).toMatchObject({ droppedItems: { queue_full: 2 } });
    expect(waiting.recycle).toHaveBeenCalledTimes(1);
    expect(tried.recycle).not.toHaveBeenCalled();
  });

  test('not while the transport still writes it, and not when it was not taken', async () => {
    for (const result of [SENT, { kind: 'permanent', reason: 'no' } as const, DOWN]) {
      const { queue, transport } = setUp();
      const { recycle, batch } = recyclable();
      queue.push(batch);
      await transport.answer(0, result);
      expect(recycle).not.toHaveBeenCalled();
    }
  });

  test('not after an attempt that may linger', async () => {
    const { queue, transport, clock } = setUp();
    const { recycle, batch } = recyclable();
    queue.push(batch);
    await clock.advance(11_000); // The queue gives up on the attempt.
    await clock.advance(10_000);
    await transport.answer(1, FREE);
    await transport.answer(0, FREE);
    expect(queue.stats().sentItems).toBe(1);
    expect(recycle).not.toHaveBeenCalled();
  });

  test('not when it was handed over meanwhile', async () => {
    const { queue, transport } = setUp();
    const { recycle, batch } = recyclable();
    queue.push(batch);
    queue.takeUnsent();
    await transport.answer(0, FREE);
    expect(recycle).not.toHaveBeenCalled();
  });
});

describe('takeUnsent', () => {
  test('hands over all at once and forgets it', async () => {
    const { queue, transport } = setUp({ maxInFlight: 1 });
    for (const name of ['a', 'b', 'c']) queue.push(batch(1, 10, name));
    const { inFlight, waiting } = queue.takeUnsent();
    expect([...inFlight, ...waiting].map(one => String.fromCharCode(one.body[0]!))).toEqual(['a', 'b', 'c']);
    expect(queue.stats()).toMatchObject({ queuedBytes: 0, queuedItems: 0, inFlight: 0 });
    await transport.answer(0, DOWN);
    expect(queue.stats()).toMatchObject({ queuedBytes: 0, queuedItems: 0, sentItems: 0, droppedItems: {} });
    queue.push(batch(1));
    expect(transport.calls).toHaveLength(2);
  });
});
