import type { LogChunk } from '../../../../src/viewer/receiver/store/logs/log-chunk';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { messageToJson } from '../../../../src/viewer/receiver/wire/message-to-json';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { LogRecord } from '../../../../src/viewer/receiver/wire/schema/logs';
import { messageFrom, START_MS, traceIdOf, traceRequest } from '../make-traces';

const MAX_BYTES = 4 * 2 ** 20;
const RECORDS = 500;

function logsOf(logRecords: readonly object[]): Uint8Array {
  return messageFrom({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, ExportRequest.logs);
}

function takeLogs({ inbox }: Stores, round: number): void {
  const records = Array.from({ length: RECORDS }, (_, n) => ({
    timeUnixNano: `${START_MS + n}000000`,
    body: { stringValue: `${round} ${n} ${'x'.repeat(100)}` },
  }));
  inbox.take('logs', logsOf(records));
}

function takeSpans({ inbox }: Stores, trace: number): void {
  const spans = Array.from({ length: RECORDS }, (_, n) => ({
    ...{ id: `${n + 1}`, trace: `${trace}`, from: n, to: n + 1 },
    attributes: { note: `${trace} ${n} ${'y'.repeat(100)}` },
  }));
  inbox.take('traces', traceRequest(spans));
}

test('log records have all the memory that spans leave, and make room for spans', () => {
  const stores = createStores(MAX_BYTES);
  const { logs, spans } = stores;
  const taken = () => logs.bytes + spans.bytes;
  for (let n = 0; n < 70; n++) {
    takeLogs(stores, n);
    expect(taken()).toBeLessThanOrEqual(MAX_BYTES);
  }
  expect(logs.bytes).toBeGreaterThan(MAX_BYTES * 0.8);
  expect(logs.count + logs.departed).toBe(70 * RECORDS);
  for (let trace = 1; trace < 50; trace++) {
    takeSpans(stores, trace);
    expect(taken()).toBeLessThanOrEqual(MAX_BYTES);
  }
  expect(spans.bytes).toBeGreaterThan(MAX_BYTES * 0.7);
  expect(logs.count).toBeGreaterThan(0);
  expect(logs.bytes).toBeLessThanOrEqual(MAX_BYTES - spans.bytes);
});

test('what records share is kept once in a thousand of them', () => {
  const { inbox, logs } = createStores(64 * 2 ** 20);
  const long = { key: 'note', value: { stringValue: 'y'.repeat(1000) } };
  const request = logsOf(Array(1000).fill({ body: { stringValue: 'paid' }, attributes: [long] }));
  for (let n = 0; n < 20; n++) inbox.take('logs', request);
  expect(logs.bytes).toBeLessThan((20 * request.length) / 8);
});

test('a record comes out as it came in, whatever fields it has, from a full chunk and from the last', () => {
  const { inbox, logs } = createStores(64 * 2 ** 20);
  const records = [
    {},
    {
      ...{ timeUnixNano: '1', observedTimeUnixNano: '2', severityNumber: 9, severityText: 'info' },
      ...{ body: { stringValue: 'paid' }, eventName: 'order.paid', droppedAttributesCount: 3, flags: 1 },
      ...{ traceId: traceIdOf('abc'), spanId: '00000000000000ef' },
      attributes: ['a', 'b', 'a'].map(key => ({ key, value: { stringValue: key.repeat(200) } })),
    },
    // An id of a wrong length.
    { body: { arrayValue: { values: [{ intValue: '7' }] } }, spanId: '0102' },
  ];
  for (let n = 0; n < 10; n++) inbox.take('logs', logsOf(Array(1000).fill(records).flat()));
  expect(logs.chunks.length).toBeGreaterThan(3);
  for (const { chunk, index } of logs.chunks.flatMap(firstThree)) {
    expect(messageToJson(chunk.recordOf(index), LogRecord)).toEqual(records[number(chunk, index) % 3]);
  }

  function firstThree(chunk: LogChunk): { chunk: LogChunk; index: number }[] {
    return [0, 1, 2].map(index => ({ chunk, index }));
  }

  function number(chunk: LogChunk, index: number): number {
    const before = logs.chunks.slice(0, logs.chunks.indexOf(chunk));
    return before.reduce((sum, { count }) => sum + count, index);
  }
});
