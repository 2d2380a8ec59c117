import { emptyResource } from '@opentelemetry/resources';
import { BodyPool } from '../../../src/agent/export/encode/body-pool';
import type { Format } from '../../../src/agent/export/encode/scope-groups';
import { Outbox } from '../../../src/agent/export/shared-memory/outbox';
import { createOutboxEncoder } from '../../../src/agent/export/shared-memory/outbox-encoder';
import { createOutboxReader } from '../../../src/agent/export/shared-memory/outbox-reader';

/* Memory that a worker writes its items into, and the main thread reads them from. */

interface Item {
  readonly instrumentationScope: { readonly name: string };
  readonly text: string;
}

/** `scope: item,item; scope: item` */
const FORMAT: Format<Item> = {
  signal: 'traces',
  separator: ',',
  write(sink, { text }) {
    sink.text(text);
  },
  assemble: groups =>
    Buffer.from(
      groups
        .map(({ scope, sink }) => `${scope.name}: ${sink.bytes.toString('utf8', 0, sink.end)}`)
        .join('; '),
    ),
};
const LIMITS = { maxBatchItems: 3, maxBatchBytes: 1000 };
const [http, pg] = [{ name: 'http' }, { name: 'pg' }];

function setUp(maxBytes = 1024 * 1024) {
  const outbox = Outbox.create(maxBytes);
  const encoder = createOutboxEncoder(FORMAT, emptyResource, outbox);
  const seenByMain = new Outbox(outbox.memory);
  const bodies = new BodyPool();
  const read = createOutboxReader(FORMAT, {
    resource: emptyResource,
    outbox: seenByMain,
    limits: LIMITS,
    bodies,
  });
  const take = (isGone = false) => {
    const { batches, dropped } = read(isGone, 0);
    return { dropped, bodies: batches.map(({ body, items }) => `${items} ${Buffer.from(body)}`) };
  };
  const add = (scope: { name: string }, text: string) => encoder.add({ instrumentationScope: scope, text });
  return { outbox, encoder, seenByMain, take, add };
}

test('the main thread takes items by their scopes, each once, as often as there are some', () => {
  const { take, add, seenByMain, encoder } = setUp();
  seenByMain.isCarried = true;
  add(http, 'a');
  add(pg, 'b');
  add(http, 'c');
  expect([encoder.items, encoder.bytes, encoder.take()]).toEqual([0, 0, undefined]);
  expect(take()).toEqual({ dropped: 0, bodies: ['3 http: a,c; pg: b'] });
  expect(take()).toEqual({ dropped: 0, bodies: [] });
  // A later reader is told of the scopes again.
  add(pg, 'd');
  expect(take().bodies).toEqual(['1 pg: d']);
});

test('batches are bounded in items and bytes', () => {
  const { take, add } = setUp();
  for (const text of ['a', 'b', 'c', 'd', 'e'.repeat(1000), 'f']) add(http, text);
  expect(take().bodies).toEqual(['3 http: a,b,c', '1 http: d', `1 http: ${'e'.repeat(1000)}`, '1 http: f']);
});

test('without a main thread that carries them the worker takes its items itself', () => {
  const { take, add, encoder } = setUp();
  add(http, 'a');
  expect(encoder.items).toBe(1);
  expect(Buffer.from(encoder.take()!.body).toString()).toBe('http: a');
  expect(encoder.items).toBe(0);
  add(http, 'b');
  expect(take().bodies).toEqual(['1 http: b']);
});

test('the worker takes them itself for a flush, and where the main thread is late', () => {
  const { take, add, encoder, seenByMain } = setUp(100_000);
  seenByMain.isCarried = true;
  add(http, 'a');
  expect(encoder.take()).toBeUndefined();
  expect(encoder.take(true)!.items).toBe(1);
  for (let i = 0; i < 6; i++) add(http, 'x'.repeat(10_000));
  expect([encoder.items, encoder.take()!.items, encoder.items]).toEqual([6, 6, 0]);
  expect(take()).toEqual({ dropped: 0, bodies: [] });
});

test('the memory grows up to its bound; what has no room is counted', () => {
  const { take, add } = setUp(100_000);
  for (let i = 0; i < 20; i++) add(http, 'x'.repeat(10_000));
  const { dropped, bodies } = take();
  expect(bodies).toHaveLength(9);
  expect(dropped).toBe(11);
  add(http, 'y');
  expect(take()).toEqual({ dropped: 0, bodies: ['1 http: y'] });
});

test('a worker that was terminated while it wrote leaves what it had written before', () => {
  const { outbox, take, add } = setUp();
  add(http, 'a');
  // The lock is the second cell: whoever holds it is gone.
  new Int32Array(outbox.memory)[1] = 1;
  expect(take()).toEqual({ dropped: 0, bodies: [] });
  expect(take(true)).toEqual({ dropped: 0, bodies: ['1 http: a'] });
});

test('items of any size and text', () => {
  const { take, add } = setUp();
  const texts = ['', 'ü', '\u{1f600}'.repeat(20_000), 'x'];
  for (const text of texts) {
    add(pg, text);
    expect(take().bodies).toEqual([`1 pg: ${text}`]);
  }
});
