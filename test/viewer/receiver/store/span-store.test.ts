import { randomBytes } from 'node:crypto';
import { newestTraces } from '../../../../src/viewer/receiver/store/traces/newest-traces';
import { readSummary, readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { messageFrom, type SpanSketch, storesWith, traceIdOf, traceRequest } from '../make-traces';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

describe('when memory is short', () => {
  test('the oldest traces leave, whole, and their number is told', () => {
    const stores = createStores(2 * 2 ** 20);
    const sent = fill(stores, 3000, 4);
    const { traces, spans, bytes, maxBytes, departedTraces, departedSpans } = stores.spans.counts;
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(departedTraces).toBeGreaterThan(500);
    expect(traces + departedTraces).toBe(3000);
    expect(spans + departedSpans).toBe(12_000);
    const isKept = sent.map(id => stores.spans.traceByHex(id) !== -1);
    expect(isKept.indexOf(true)).toBe(departedTraces);
    for (const ref of newestTraces(stores.spans, 10_000)) {
      expect(readTrace(stores.spans, ref)!.spans).toHaveLength(4);
    }
  });

  test('a trace whose spans come over a long time leaves whole', () => {
    const stores = createStores(2 * 2 ** 20);
    const slow = hex(16);
    stores.inbox.take('traces', traceRequest([{ id: '1', trace: slow, from: 0, to: 1 }]));
    fill(stores, 200, 4);
    stores.inbox.take('traces', traceRequest([{ id: '2', trace: slow, parent: '1', from: 0, to: 1 }]));
    expect(readTrace(stores.spans, stores.spans.traceByHex(slow))!.spans).toHaveLength(2);
    fill(stores, 2500, 4);
    expect(stores.spans.traceByHex(slow)).toBe(-1);
    stores.inbox.take('traces', traceRequest([{ id: '3', trace: slow, parent: '1', from: 0, to: 1 }]));
    expect(stores.spans.traceByHex(slow)).toBe(-1);
    expect(stores.spans.counts.lateSpans).toBe(1);
  });

  test('one trace that never ends cannot take more than there is', () => {
    const stores = createStores(2 * 2 ** 20);
    for (let round = 0; round < 100; round++) {
      const spans = Array.from({ length: 200 }, () => ({
        id: hex(8),
        trace: 'f',
        name: hex(30),
        from: 0,
        to: 1,
      }));
      stores.inbox.take('traces', traceRequest(spans));
    }
    const { bytes, maxBytes, lateSpans } = stores.spans.counts;
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(lateSpans).toBeGreaterThan(0);
  });

  test('a span larger than the whole store leaves at once', () => {
    const stores = createStores(2 ** 20);
    stores.inbox.take(
      'traces',
      traceRequest([{ id: '1', from: 0, to: 1, attributes: { huge: 'x'.repeat(3e6) } }]),
    );
    expect(stores.spans.counts).toMatchObject({ spans: 0, departedSpans: 1 });
    stores.inbox.take('traces', traceRequest([{ id: '1', trace: 'd', from: 0, to: 1 }]));
    expect(stores.spans.counts.spans).toBe(1);
  });

  test('log records leave by age too', () => {
    const stores = createStores(2 ** 20);
    for (let round = 0; round < 20; round++) {
      const logRecords = Array.from({ length: 200 }, (_, n) => ({
        body: { stringValue: `${round} ${n} ${'x'.repeat(300)}` },
      }));
      const request = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
      stores.inbox.take('logs', messageFrom(request, ExportRequest.logs));
    }
    const { bytes, maxBytes, count, departed } = stores.logs;
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(count + departed).toBe(4000);
    expect(departed).toBeGreaterThan(0);
  });
});

describe('spans that are odd', () => {
  test.each<[string, object]>([
    ['no trace id', { traceId: '' }],
    ['a trace id of zeros', { traceId: '0'.repeat(32) }],
    ['a short trace id', { traceId: 'abcd' }],
    ['a long trace id', { traceId: 'a'.repeat(34) }],
    ['no span id', { spanId: '' }],
    ['a span id of zeros', { spanId: '0'.repeat(16) }],
  ])('%s: rejected, and the others are taken in', (_what, change) => {
    const good = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'good' };
    const json = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, ...change }, good] }] }] };
    const taken = createStores(2 ** 24).inbox.take('traces', messageFrom(json, ExportRequest.traces));
    expect(taken).toEqual({ accepted: 1, rejected: 1, reason: expect.stringContaining('trace id') });
  });

  test('that end before they start, or at the end of time, are kept', () => {
    const stores = storesWith({ id: '1', from: 100, to: 50 }, { id: '2', from: 0, to: 10 });
    const trace = readTrace(stores.spans, stores.spans.traceByHex(traceIdOf('abc')))!;
    expect(trace.spans.map(span => span.durationNs)).toEqual([10e6, 0]);
    expect(trace.durationNs).toBe(100e6);
  });
});

test('the root is the span without a parent, whenever it comes; else the first', () => {
  const child: SpanSketch = { id: '2', parent: '1', name: 'child', from: 5, to: 6 };
  const { spans, inbox } = storesWith(child, { id: '3', parent: '1', name: 'first', from: 4, to: 6 });
  const ref = spans.traceByHex(traceIdOf('abc'));
  expect(readSummary(spans, ref)!.root.name).toBe('first');
  inbox.take('traces', traceRequest([{ id: '1', name: 'root', from: 5, to: 7 }]));
  expect(readSummary(spans, ref)).toMatchObject({ root: { name: 'root' }, spanCount: 3, durationNs: 3e6 });
});

test('clear forgets everything and takes in anew', () => {
  const stores = storesWith({ id: '1', from: 0, to: 1 });
  stores.spans.clear();
  expect(stores.spans.counts).toMatchObject({ spans: 0, traces: 0, departedTraces: 0 });
  stores.inbox.take('traces', traceRequest([{ id: '1', from: 0, to: 1 }]));
  expect(stores.spans.counts).toMatchObject({ spans: 1, traces: 1, lateSpans: 0 });
});

/** Takes in traces of `spansEach` spans one after the other, some in a request; returns their ids. */
function fill(stores: Stores, traces: number, spansEach: number): string[] {
  const ids = Array.from({ length: traces }, () => hex(16));
  for (let from = 0; from < traces; from += 50) {
    const spans = ids.slice(from, from + 50).flatMap(trace =>
      Array.from({ length: spansEach }, (_, index) => ({
        id: String(index + 1),
        trace,
        from,
        to: from + index,
        attributes: { unique: hex(100) },
      })),
    );
    stores.inbox.take('traces', traceRequest(spans));
  }
  return ids;
}
