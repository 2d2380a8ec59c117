import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { messageFrom, START_MS, traceRequest } from '../make-traces';

const MAX_BYTES = 4 * 2 ** 20;
const RECORDS = 500;

const logRecords = Array.from({ length: RECORDS }, (_, n) => ({
  timeUnixNano: `${START_MS + n}000000`,
  body: { stringValue: 'x'.repeat(100) },
}));
const LOGS = messageFrom({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, ExportRequest.logs);

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
    stores.inbox.take('logs', LOGS);
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
