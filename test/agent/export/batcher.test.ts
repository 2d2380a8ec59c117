import { type BatcherOptions, createBatcher } from '../../../src/agent/export/queue/batcher';
import { createExportQueue } from '../../../src/agent/export/queue/queue';
import type { Batch, Encoder, SendResult } from '../../../src/agent/export/types';
import { FakeClock, settled } from './fake-clock';

/** Encodes a string as itself. */
function textEncoder(): Encoder<string> {
  let texts: string[] = [];
  return {
    add(text) {
      if (text === 'bad') throw new Error('a getter threw');
      texts.push(text);
    },
    encode: text => Buffer.from(text),
    addEncoded: (_, bytes) => void texts.push(Buffer.from(bytes).toString()),
    get bytes() {
      return texts.join('').length;
    },
    get items() {
      return texts.length;
    },
    take() {
      if (texts.length === 0) return undefined;
      const batch: Batch = { signal: 'logs', body: Buffer.from(texts.join('')), items: texts.length };
      texts = [];
      return batch;
    },
  };
}

function setUp(options: Partial<BatcherOptions<string>> = {}) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const lines: string[] = [];
  const answers: SendResult[] = [];
  const queue = createExportQueue({
    signal: 'logs',
    transport: {
      async send({ body }) {
        sent.push(Buffer.from(body).toString());
        return answers.shift() ?? { kind: 'sent' };
      },
      close() {},
    },
    destination: 'stdout',
    report: (_, message) => lines.push(message),
    timeoutMs: 1000,
    maxBytes: 1000,
    maxItems: 100,
    clock,
  });
  const batcher = createBatcher({
    encoder: textEncoder(),
    queue,
    maxBatchItems: 3,
    maxBatchBytes: 20,
    scheduleDelayMs: 5000,
    clock,
    ...options,
  });
  return { clock, sent, lines, answers, batcher };
}

test('a batch leaves when it is full, of items or of bytes, or when the first item has waited enough', async () => {
  const { batcher, sent, clock } = setUp();
  for (const item of ['a', 'b', 'c', 'd']) batcher.add(item);
  expect(sent).toEqual(['abc']);
  batcher.add('e'.repeat(19));
  expect(sent).toEqual(['abc', `d${'e'.repeat(19)}`]);
  batcher.add('f');
  await clock.advance(5000);
  expect(sent.at(-1)).toBe('f');
  expect(clock.timers).toBe(0);
  batcher.add('g');
  await clock.advance(4999);
  expect(sent.at(-1)).toBe('f');
  await clock.advance(1);
  expect(sent.at(-1)).toBe('g');
});

test('stages change, leave out, and see what the one before made', () => {
  const stages = [
    (item: string) => (item === 'secret' ? undefined : item),
    (item: string) => item.toUpperCase(),
    (item: string) => (item === 'DROP' ? undefined : `${item}!`),
  ];
  const { batcher, sent } = setUp({ stages, maxBatchItems: 2 });
  for (const item of ['a', 'secret', 'drop', 'b']) batcher.add(item);
  expect(sent).toEqual(['A!B!']);
});

test('an item that cannot be encoded is counted and told, and the host goes on', () => {
  const { batcher, sent, lines } = setUp({ maxBatchItems: 2 });
  for (const item of ['a', 'bad', 'b']) batcher.add(item);
  expect(sent).toEqual(['ab']);
  expect(batcher.stats().droppedItems).toEqual({ not_encodable: 1 });
  expect(lines).toContain(
    '1 log records for stdout dropped, they could not be encoded: Error: a getter threw',
  );
});

test('nothing is encoded while the receiver does not have the signal', async () => {
  const { batcher, sent, answers } = setUp({ maxBatchItems: 1 });
  answers.push({ kind: 'unsupported', reason: 'HTTP 404' });
  batcher.add('a');
  await settled();
  batcher.add('bad');
  expect(sent).toEqual(['a']);
  expect(batcher.stats()).toMatchObject({ endedItems: 2, droppedItems: { unsupported: 2 } });
});

test('flush sends what has gathered', async () => {
  const { batcher, sent } = setUp();
  batcher.add('a');
  await expect(batcher.flush(1000)).resolves.toBe(true);
  expect(sent).toEqual(['a']);
});

test('shutdown too, and leaves no timer', async () => {
  const { batcher, sent, clock } = setUp();
  batcher.add('a');
  await expect(batcher.shutdown(1000)).resolves.toBe(true);
  expect(sent).toEqual(['a']);
  await clock.advance(5000);
  expect(clock.timers).toBe(0);
});

test('shutdown sends what has come since a flush that is under way', async () => {
  const { batcher, sent } = setUp();
  batcher.add('a');
  const flushed = batcher.flush(1000);
  batcher.add('b');
  await expect(batcher.shutdown(1000)).resolves.toBe(true);
  await expect(flushed).resolves.toBe(true);
  expect(sent).toEqual(['a', 'b']);
});

test('what is unsent includes what has gathered', async () => {
  const { batcher } = setUp();
  for (const item of ['a', 'b', 'c', 'd']) batcher.add(item);
  const { inFlight, waiting } = batcher.takeUnsent();
  expect([...inFlight, ...waiting].map(one => Buffer.from(one.body).toString())).toEqual(['abc', 'd']);
  await settled();
  expect(batcher.stats()).toMatchObject({ sentItems: 0, queuedBytes: 0 });
});

describe('items that are encoded in a row', () => {
  const encoded = (added: string[]): Encoder<string> => {
    const encoder = textEncoder();
    const { add } = encoder;
    encoder.add = text => {
      added.push(text);
      add(text);
    };
    return encoder;
  };

  test('wait for the last of the row, and count as waiting meanwhile', async () => {
    const added: string[] = [];
    const { batcher, sent, clock } = setUp({ encoder: encoded(added), maxBatchItems: 10, inARow: 3 });
    for (const item of ['a', 'b']) batcher.add(item);
    expect(added).toEqual([]);
    expect(batcher.hasUnsent()).toBe(true);
    expect(batcher.stats()).toMatchObject({ endedItems: 2, waitingItems: 2 });
    batcher.add('c');
    expect(added).toEqual(['a', 'b', 'c']);
    batcher.add('d');
    await clock.advance(5000);
    expect(sent).toEqual(['abcd']);
    expect(batcher.hasUnsent()).toBe(false);
  });

  test('leave in batches that are no larger than others, and one by one where each is a batch', async () => {
    const { batcher, sent } = setUp({ maxBatchItems: 10, maxBatchBytes: 20, inARow: 3 });
    for (const item of ['a'.repeat(18), 'b'.repeat(18), 'c']) batcher.add(item);
    await batcher.flush(1000);
    expect(sent).toEqual(['a'.repeat(18), 'b'.repeat(18), 'c']);
    const single = setUp({ maxBatchItems: 1, inARow: 3 });
    single.batcher.add('a');
    expect(single.sent).toEqual(['a']);
  });

  test('are part of what is unsent, of a flush, and stay before what was encoded elsewhere', async () => {
    const unsent = setUp({ maxBatchItems: 10, inARow: 3 });
    unsent.batcher.add('a');
    expect(unsent.batcher.takeUnsent().waiting.map(({ body }) => String(body))).toEqual(['a']);
    const flushed = setUp({ maxBatchItems: 10, inARow: 3 });
    flushed.batcher.add('a');
    flushed.batcher.addEncoded({ name: 'scope' }, Buffer.from('b'));
    flushed.batcher.add('c');
    await flushed.batcher.flush(1000);
    expect(flushed.sent).toEqual(['abc']);
  });

  test('are dropped one by one', () => {
    const { batcher, sent } = setUp({ maxBatchItems: 3, inARow: 3 });
    for (const item of ['a', 'bad', 'b', 'c', 'd', 'e']) batcher.add(item);
    expect(sent).toEqual(['abc']);
    expect(batcher.stats()).toMatchObject({
      endedItems: 6,
      waitingItems: 5,
      droppedItems: { not_encodable: 1 },
    });
  });

  test('may bring others while they are encoded', async () => {
    const encoder = textEncoder();
    const { add } = encoder;
    const { batcher, sent } = setUp({ encoder, maxBatchItems: 10, inARow: 2 });
    encoder.add = text => {
      if (text === 'a') for (const inner of ['x', 'y', 'z']) batcher.add(inner);
      add(text);
    };
    for (const item of ['a', 'b']) batcher.add(item);
    await batcher.flush(1000);
    expect(sent).toEqual(['abxyz']);
  });
});
