import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { jaegerTrace } from '../../../../src/viewer/receiver/api/jaeger-model';
import { openFiles } from '../../../../src/viewer/receiver/files/open-files';
import { otlpLines } from '../../../../src/viewer/receiver/files/otlp-lines';
import { saveFile } from '../../../../src/viewer/receiver/files/save-file';
import { readTraceLogs } from '../../../../src/viewer/receiver/store/logs/read-logs';
import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import type { Trace } from '../../../../src/viewer/receiver/trace';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { messageFrom, otlpJson, type SpanSketch, storesWith, traceIdOf } from '../make-traces';

const SPANS: SpanSketch[] = [
  {
    id: '1',
    name: 'POST /checkout',
    kind: 'server',
    from: 0,
    to: 100,
    attributes: { text: 'é', yes: true, n: 3, part: 0.5 },
  },
  {
    id: '2',
    parent: '1',
    name: 'call',
    kind: 'client',
    from: 10,
    to: 90,
    error: 'failed',
    exception: { type: 'E', message: 'm' },
  },
  { id: '3', trace: 'def', service: 'other', from: 5, to: 6 },
];
const line = (...sketches: SpanSketch[]) => JSON.stringify(otlpJson(sketches));

let folder: string;
let stores: Stores;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-files-'));
  stores = createStores(2 ** 24);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: string | Buffer): string {
  const file = path.join(folder, 'traces.json');
  writeFileSync(file, content);
  return file;
}

async function opened(content: string | Buffer): Promise<string> {
  return (await openFiles([write(content)], stores.inbox))[0]!.replace(folder, '');
}

function traceIn({ spans }: Stores, id: string): Trace {
  return readTrace(spans, spans.traceByHex(traceIdOf(id)))!;
}

/** A trace as plain values, to be compared. */
function plain({ spans, startUnixNano }: Trace): object {
  return {
    startUnixNano,
    spans: spans.map(
      ({
        spanId,
        parentSpanId,
        name,
        service,
        kind,
        status,
        statusMessage,
        startNs,
        durationNs,
        attributes,
        events,
      }) => ({
        ...{ spanId, parentSpanId, name, service, kind, status, statusMessage, startNs, durationNs },
        attributes: { ...attributes },
        events: events.map(event => ({ ...event, attributes: { ...event.attributes } })),
      }),
    ),
  };
}

describe('OTLP JSON lines', () => {
  test('are read line by line; what is saved is the same again', async () => {
    expect(await opened(`${line(SPANS[0]!, SPANS[1]!)}\n\n${line(SPANS[2]!)}\n`)).toBe(
      '/traces.json: 3 spans (OTLP JSON)',
    );
    const saved = path.join(folder, 'saved.jsonl');
    expect(await saveFile(saved, stores, () => {})).toContain('Saved 3 spans of 2 traces');
    const again = createStores(2 ** 24);
    await openFiles([saved], again.inbox);
    for (const id of ['abc', 'def']) expect(plain(traceIn(again, id))).toEqual(plain(traceIn(stores, id)));
    expect([...otlpLines(again)]).toEqual([...otlpLines(stores)]);
  });

  test('keep everything that a span can have', () => {
    const span = {
      traceId: traceIdOf('abc'),
      spanId: '00000000000000ff',
      traceState: 'vendor=1',
      flags: 0x301,
      name: 'all',
      kind: 5,
      startTimeUnixNano: '1700000000000000001',
      endTimeUnixNano: '1700000000000000003',
      attributes: [
        { key: 'k', value: { kvlistValue: { values: [{ key: 'b', value: { bytesValue: 'AAE=' } }] } } },
      ],
      droppedAttributesCount: 1,
      events: [
        {
          timeUnixNano: '1700000000000000002',
          name: 'e',
          attributes: [{ key: 'n', value: {} }],
          droppedAttributesCount: 2,
        },
      ],
      droppedEventsCount: 3,
      links: [
        {
          traceId: traceIdOf('1'),
          spanId: '0000000000000001',
          traceState: 'l=1',
          flags: 1,
          droppedAttributesCount: 4,
        },
      ],
      droppedLinksCount: 5,
      status: { message: 'fine', code: 1 },
    };
    const scope = {
      name: 's',
      version: '1',
      attributes: [{ key: 'a', value: { boolValue: true } }],
      droppedAttributesCount: 6,
    };
    const scopeSpans = [{ scope, schemaUrl: 'https://scope', spans: [span] }];
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: 'x' } }],
      droppedAttributesCount: 7,
    };
    const json = { resourceSpans: [{ resource, schemaUrl: 'https://resource', scopeSpans }] };
    stores.inbox.take('traces', messageFrom(json, ExportRequest.traces));
    expect([...otlpLines(stores)].map(each => JSON.parse(each))).toEqual([json]);
  });

  test('hold logs too, which belong to their traces', async () => {
    const logRecords = [
      { timeUnixNano: '7', traceId: traceIdOf('abc'), severityNumber: 17, body: { stringValue: 'oh' } },
    ];
    const logs = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    await opened(`${line(...SPANS)}\n${logs}\n`);
    expect(readTraceLogs(stores.logs, traceIdOf('abc'))).toMatchObject([
      { body: 'oh', severityNumber: 17, timeUnixNano: 7n },
    ]);
    expect([...otlpLines(stores)].at(-1)).toContain('"body":{"stringValue":"oh"}');
  });

  test('may be compressed, indented over many lines, or cut off at the end', async () => {
    expect(await opened(gzipSync(line(...SPANS)))).toContain('3 spans (OTLP JSON)');
    expect(await opened(JSON.stringify(otlpJson(SPANS), null, 2))).toContain('3 spans (OTLP JSON)');
    expect(await opened(`${line(SPANS[0]!)}\n${line(SPANS[1]!).slice(0, -5)}`)).toContain(
      '1 span (OTLP JSON); 1 line could not be read, the first is line 2',
    );
  });

  test('U+2028 in a string does not end a line', async () => {
    expect(await opened(line({ id: '1', name: 'a\u2028b', from: 0, to: 1 }))).toContain('1 span ');
    expect(traceIn(stores, 'abc').spans[0]!.name).toBe('a\u2028b');
  });
});

describe('Jaeger JSON', () => {
  test('of our own query API is the same trace again', async () => {
    const sent = storesWith(...SPANS);
    const before = traceIn(sent, 'abc');
    expect(await opened(JSON.stringify({ data: [jaegerTrace(before)] }))).toBe(
      '/traces.json: 2 spans (Jaeger JSON)',
    );
    expect(plain(traceIn(stores, 'abc'))).toEqual(plain(before));
    expect(traceIn(stores, 'abc').spans[0]!.scope).toEqual({ name: 'test', version: '' });
  });

  test('with ids without leading zeros, an old parent field, tags of every type and odd parts', async () => {
    const tag = (key: string, type: string, value: unknown) => ({ key, type, value });
    const spans = [
      {
        traceID: 'abc',
        spanID: '1',
        operationName: 'HTTP GET',
        startTime: 1_700_000_000_000_001,
        duration: 2500,
        processID: 'p1',
        tags: [
          tag('span.kind', 'string', 'server'),
          tag('error', 'bool', true),
          tag('n', 'int64', '12'),
          tag('f', 'float64', 1.5),
        ],
        logs: [
          {
            timestamp: 1_700_000_000_000_002,
            fields: [tag('event', 'string', 'retry'), tag('left', 'int64', 2)],
          },
        ],
      },
      {
        traceID: 'abc',
        spanID: '2',
        parentSpanID: '1',
        processID: 'missing',
        startTime: 'never',
        duration: -1,
      },
      { traceID: 'abc', spanID: '3', references: [{ refType: 'FOLLOWS_FROM', traceID: 'def', spanID: '9' }] },
    ];
    const processes = { p1: { serviceName: 'frontend', tags: [tag('ip', 'string', '10.0.0.1')] } };
    expect(await opened(JSON.stringify({ data: [{ traceID: 'abc', spans, processes }] }))).toContain(
      '3 spans (Jaeger JSON)',
    );
    const all = traceIn(stores, 'abc').spans;
    const first = all.find(span => span.name === 'HTTP GET')!;
    expect(first).toMatchObject({
      service: 'frontend',
      kind: 'server',
      status: 'error',
      durationNs: 2_500_000,
    });
    expect({ ...first.attributes }).toEqual({ error: true, n: 12, f: 1.5 });
    expect(first.resource.ip).toBe('10.0.0.1');
    expect(first.events[0]).toMatchObject({ name: 'retry', attributes: { left: 2 } });
    expect(all.find(span => span.spanId.endsWith('2'))!.parentSpanId).toBe('0000000000000001');
    expect(all.find(span => span.spanId.endsWith('3'))!.links[0]).toMatchObject({
      traceId: traceIdOf('def'),
    });
  });
});

test('Zipkin JSON, as a list of spans or of traces', async () => {
  const spans = [
    {
      traceId: 'abc',
      id: '1',
      kind: 'CLIENT',
      name: 'get',
      timestamp: 1_700_000_000_000_000,
      duration: 1000,
      localEndpoint: { serviceName: 'frontend' },
      remoteEndpoint: { serviceName: 'backend', ipv4: '10.0.0.2', port: 8080 },
      tags: { 'http.path': '/api', error: 'timeout' },
      annotations: [{ timestamp: 1_700_000_000_000_500, value: 'foo' }],
    },
    {
      traceId: 'abc',
      id: '1',
      kind: 'SERVER',
      shared: true,
      timestamp: 1_700_000_000_000_100,
      duration: 500,
      localEndpoint: { serviceName: 'backend' },
    },
    { traceId: 'abc', id: '2', parentId: '1', name: 'no times at all' },
  ];
  expect(await opened(JSON.stringify(spans))).toBe('/traces.json: 3 spans (Zipkin JSON)');
  const call = traceIn(stores, 'abc').spans.find(span => span.name === 'get')!;
  expect(call).toMatchObject({
    service: 'frontend',
    kind: 'client',
    status: 'error',
    statusMessage: 'timeout',
  });
  expect({ ...call.attributes }).toEqual({
    'http.path': '/api',
    'service.peer.name': 'backend',
    'network.peer.address': '10.0.0.2',
    'network.peer.port': 8080,
  });
  expect(call.events[0]!.name).toBe('foo');
  stores = createStores(2 ** 24);
  expect(await opened(JSON.stringify([spans.slice(0, 2), spans.slice(2)], null, 1))).toContain(
    '3 spans (Zipkin JSON)',
  );
});

test.each([
  ['no JSON', 'hello'],
  ['JSON of another kind', '{"hello": 1}'],
  ['a list of other things', '[1, 2]'],
  ['nothing but NUL', '\0\0\0'],
])('a file with %s is refused in a sentence', async (_what, content) => {
  await expect(opened(content)).rejects.toThrow(
    /holds no traces: it must be OTLP JSON .*, Jaeger JSON or Zipkin v2 JSON$/,
  );
});

test('a file that is cut off is told as such', async () => {
  await expect(opened('{"data":[{"spans":[{"traceID":"1"')).rejects.toThrow(
    /could not be read: the JSON ends in the middle$/,
  );
});

test('an empty file holds no spans', async () => {
  expect(await opened('')).toContain('0 spans');
});

test('a file that is not there, and a folder, are told in a sentence', async () => {
  await expect(openFiles([path.join(folder, 'none')], stores.inbox)).rejects.toThrow(
    /could not be read: there is no such file$/,
  );
  await expect(openFiles([folder], stores.inbox)).rejects.toThrow(/could not be read: it is a folder$/);
});
