import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openFiles } from '../../../../src/viewer/receiver/files/open-files';
import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';

const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const SPAN_ID = 'eee19b7ec3c1b174';
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

const span = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  name: 'GET /orders',
  kind: 2,
  startTimeUnixNano: '1700000000000000001',
  endTimeUnixNano: '1700000000100000002',
  attributes: [{ key: 'answer', value: { intValue: '9007199254740993' } }],
  status: { code: 2, message: 'no such order' },
};
const resource = { attributes: [attribute('service.name', 'shop')] };
const resourceSpans = [{ resource, scopeSpans: [{ scope: { name: 'http' }, spans: [span] }] }];

/** Span as protobuf's own JSON mapping writes it: ids in base64, enums by name, numbers as numbers. */
const mapped = JSON.stringify({
  ...{ ...span, traceId: base64(TRACE_ID), spanId: base64(SPAN_ID), kind: 'SPAN_KIND_SERVER' },
  ...{ startTimeUnixNano: 'S', endTimeUnixNano: 'E', attributes: ['A'] },
  status: { code: 'STATUS_CODE_ERROR', message: 'no such order' },
})
  .replace('"S"', '1700000000000000001')
  .replace('"E"', '1700000000100000002')
  .replace('"A"', '{"key":"answer","value":{"intValue":9007199254740993}}');
const json = JSON.stringify;
const mappedSpans = (list: string, scope: string) =>
  `[{"resource":${json(resource)},"${list}":[{"${scope}":{"name":"http"},"spans":[${mapped}]}]}]`;

let folder: string;
let stores: Stores;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-wrapped-'));
  stores = createStores(2 ** 24);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function opened(content: string | Buffer): Promise<string> {
  const file = path.join(folder, 'file');
  writeFileSync(file, content);
  return (await openFiles([file], stores.inbox))[0]!.slice(file.length + 2);
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const request = json({ resourceSpans });

test.each<[what: string, content: string | Buffer]>([
  ["Jaeger 2's /api/v3/traces", json({ result: { resourceSpans } })],
  [
    "Jaeger 2's /api/v3/traces, in chunks",
    `${json({ result: { resourceSpans: [] } })}\n${json({ result: { resourceSpans } })}`,
  ],
  ["Tempo's /api/traces", `{"batches":${mappedSpans('scopeSpans', 'scope')}}`],
  [
    "an older Tempo's, and Grafana's download",
    `{"batches":${mappedSpans('instrumentationLibrarySpans', 'instrumentationLibrary')}}`,
  ],
  [
    "Tempo's /api/v2/traces",
    `{"trace":{"resourceSpans":${mappedSpans('scopeSpans', 'scope')}},"metrics":{}}`,
  ],
  ['a list under data', json({ data: [{ resourceSpans }], total: 1 })],
  ['an object under data', json({ data: { batches: resourceSpans } })],
  ['a list of requests', json([{ resourceSpans: [] }, { resourceSpans }])],
  ['a list over many lines', json([{ resourceSpans }], null, 2)],
  [
    'requests over many lines, one after the other',
    `${json({ resourceSpans: [] }, null, 2)}\n${json({ resourceSpans }, null, 2)}\n`,
  ],
  ['a byte order mark', `\ufeff${request}`],
  ['a byte order mark and many lines', `\ufeff${json({ resourceSpans }, null, 1)}`],
  ['lines that Windows ends', `${json({ resourceSpans: [] })}\r\n\r\n${request}\r\n`],
  ['UTF-16, as PowerShell writes it', utf16(request)],
  ['UTF-16 with the large end first', utf16(request).swap16()],
  ['UTF-16 without a mark', Buffer.from(`${request}\r\n`, 'utf16le')],
  ['UTF-16 with the large end first, without a mark', Buffer.from(request, 'utf16le').swap16()],
  ['gzip', gzipSync(json({ result: { resourceSpans } }))],
  ['gzip in two members', Buffer.concat([gzipSync(`${json({ resourceSpans: [] })}\n`), gzipSync(request)])],
])('F17: %s is opened', async (_what, content) => {
  expect(await opened(content)).toBe('1 span (OTLP JSON)');
  const [read] = readTrace(stores.spans, stores.spans.traceByHex(TRACE_ID))!.spans;
  expect(read).toMatchObject({
    ...{ spanId: SPAN_ID, service: 'shop', name: 'GET /orders', kind: 'server', status: 'error' },
    ...{ statusMessage: 'no such order', durationNs: 100_000_001, scope: { name: 'http' } },
  });
  expect({ ...read!.attributes }).toEqual({ answer: '9007199254740993' });
});

const logs = {
  resourceLogs: [
    { resource, scopeLogs: [{ logRecords: [{ severityNumber: 'SEVERITY_NUMBER_WARN2' }, {}] }] },
  ],
};
const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}] } }] }] }] };

test.each([
  ['logs', json(logs), 'no spans, 2 log records (OTLP JSON)'],
  ['metrics', json(metrics), 'no spans, 1 metric data point (OTLP JSON)'],
  [
    'all three',
    [{ resourceSpans }, logs, metrics].map(each => json(each)).join('\n'),
    '1 span, 2 log records, 1 metric data point (OTLP JSON)',
  ],
  [
    'all three in one',
    json({ resourceSpans, ...logs, ...metrics }),
    '1 span, 2 log records, 1 metric data point (OTLP JSON)',
  ],
  ['nothing yet', json({ resourceSpans: [] }), '0 spans (OTLP JSON)'],
])('F17: a file of %s says what it holds', async (_what, content, sentence) => {
  expect(await opened(content)).toBe(sentence);
});

test('a file of text is refused without being read to its end', async () => {
  await expect(opened(`2026-01-01 hello\n${'{}'.repeat(1e6)}`)).rejects.toThrow(/holds no traces/);
});

test.each([
  ['fffe0000', 'the small end first'],
  ['0000feff', 'the large end first'],
])('a file in UTF-32, %s, says what to do', async mark => {
  const content = Buffer.concat([Buffer.from(mark, 'hex'), Buffer.alloc(16, 0x7b)]);
  await expect(opened(content)).rejects.toThrow(
    /could not be read: it is in UTF-32, which is not read: save it as UTF-8$/,
  );
});
