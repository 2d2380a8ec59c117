import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { countOf } from '../../src/viewer/receiver/count-of';
import { openFiles } from '../../src/viewer/receiver/files/open-files';
import { startReceiver } from '../../src/viewer/receiver/receiver';
import { readTrace } from '../../src/viewer/receiver/store/traces/read-trace';
import { createStores } from '../../src/viewer/receiver/stores';
import { createSpanEncoder } from '../agent/export/encoders';
import { startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';

const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const LINKED_ID = '0102030405060708090a0b0c0d0e0f10';
const attribute = (key: string, value: object) => ({ key, value });

/** A request of two spans with all that a span can have. */
const exported = {
  resourceSpans: [
    {
      resource: {
        attributes: [
          attribute('service.name', { stringValue: 'shop' }),
          attribute('host.name', { stringValue: 'node-1' }),
        ],
      },
      scopeSpans: [
        {
          scope: { name: 'http', version: '1.2.3' },
          spans: [
            {
              ...{ traceId: TRACE_ID, spanId: 'eee19b7ec3c1b174', name: 'GET /orders', kind: 2 },
              ...{ startTimeUnixNano: '1700000000000001000', endTimeUnixNano: '1700000000100002000' },
              attributes: [attribute('answer', { intValue: '9007199254740993' })],
              events: [
                {
                  ...{ name: 'retry', timeUnixNano: '1700000000050000000' },
                  attributes: [attribute('left', { intValue: 2 }), attribute('why', { stringValue: 'a|b' })],
                },
                { name: 'done', timeUnixNano: '1700000000060000000' },
              ],
              links: [
                {
                  ...{ traceId: LINKED_ID, spanId: '0102030405060708', traceState: 'vendor=1' },
                  attributes: [attribute('reason', { stringValue: 'a|b' })],
                },
              ],
              status: { code: 2, message: 'no such order' },
            },
            {
              ...{ traceId: TRACE_ID, spanId: 'eee19b7ec3c1b175', parentSpanId: 'eee19b7ec3c1b174' },
              ...{ name: 'check', kind: 1, status: { code: 1 } },
              ...{ startTimeUnixNano: '1700000000000002000', endTimeUnixNano: '1700000000000003000' },
            },
          ],
        },
      ],
    },
  ],
};

describeWith('collector')('F18: what the Collector writes for Zipkin', () => {
  test('is read with status, message, links, events, scope and resource', async () => {
    const { spans } = await readAsFile(await exportedByCollector());
    const [order, check] = readTrace(spans, spans.traceByHex(TRACE_ID))!.spans;
    // zipkin-go writes names in lower case.
    const { name, service, kind, status, statusMessage, durationNs, scope } = order!;
    expect({ name, service, kind, status, statusMessage, durationNs, scope }).toEqual({
      ...{ name: 'get /orders', service: 'shop', kind: 'server', status: 'error' },
      ...{ statusMessage: 'no such order', durationNs: 100_001_000 },
      scope: { name: 'http', version: '1.2.3' },
    });
    expect({ ...order!.attributes }).toEqual({ answer: '9007199254740993' });
    expect({ ...order!.resource }).toEqual({ 'service.name': 'shop', 'host.name': 'node-1' });
    expect(order!.events.map(({ name, attributes }) => [name, { ...attributes }])).toEqual([
      ['retry', { left: 2, why: 'a|b' }],
      ['done', {}],
    ]);
    expect(order!.links.map(link => ({ ...link, attributes: { ...link.attributes } }))).toEqual([
      { traceId: LINKED_ID, spanId: '0102030405060708', attributes: { reason: 'a|b' } },
    ]);
    expect([check!.kind, check!.status, check!.parentSpanId]).toEqual(['internal', 'ok', order!.spanId]);
    expect({ ...check!.attributes }).toEqual({});
  });
});

test.each([
  ['deflate', deflateSync],
  ['zlib', deflateSync],
  ['deflate', deflateRawSync],
])('F18: a body in %s with an enum by its name and a long number is read', async (encoding, compress) => {
  const receiver = await startReceiver({ httpPort: 0, grpcPort: 0 });
  try {
    const body = compress(
      JSON.stringify(exported)
        .replace('"kind":2', '"kind":"SPAN_KIND_SERVER"')
        .replace('"9007199254740993"', '9007199254740993'),
    );
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    const response = await fetch(`${receiver.url}/v1/traces`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    const [order] = readTrace(receiver.spans, receiver.spans.traceByHex(TRACE_ID))!.spans;
    expect(order!.kind).toBe('server');
    expect(order!.attributes.answer).toBe('9007199254740993');
  } finally {
    await receiver.close();
  }
});

test("B14: links that the agent's Zipkin exporter writes are read again, and so is what was left out", async () => {
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const encoder = createSpanEncoder('zipkin-json', () => resource);
  const linked = { traceId: LINKED_ID, spanId: '0102030405060708', traceFlags: 1 };
  encoder.add({
    ...{ name: 'batch', kind: SpanKind.CONSUMER, status: { code: SpanStatusCode.UNSET }, ended: true },
    spanContext: () => ({ traceId: TRACE_ID, spanId: 'eee19b7ec3c1b174', traceFlags: 1 }),
    ...{ startTime: [1_700_000_000, 0], endTime: [1_700_000_001, 0], duration: [1, 0] },
    ...{ attributes: {}, events: [], resource, instrumentationScope: { name: 'kafka' } },
    links: [
      { context: linked, attributes: { id: 'a|b' } },
      { context: { ...linked, spanId: '0102030405060709' } },
    ],
    ...{ droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 },
  });
  const { spans } = await readAsFile(Buffer.from(encoder.take()!.body).toString(), 1);
  const [batch] = readTrace(spans, spans.traceByHex(TRACE_ID))!.spans;
  expect(batch!.links.map(({ spanId, attributes }) => [spanId, { ...attributes }])).toEqual([
    ['0102030405060708', { id: 'a|b' }],
    ['0102030405060709', {}],
  ]);
  expect(batch!.dropped).toEqual({ attributes: 1, events: 2, links: 3 });
});

/** The body that the Collector's Zipkin exporter posts. */
async function exportedByCollector(): Promise<string> {
  const zipkin = createServer();
  await once(zipkin.listen(0, '127.0.0.1'), 'listening');
  const { port } = zipkin.address() as AddressInfo;
  const collector = await startCollector({ zipkinTo: `http://127.0.0.1:${port}/api/v2/spans` });
  try {
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(`${collector.httpUrl}/v1/traces`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify(exported),
    });
    const [request, response] = await once(zipkin, 'request');
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    response.writeHead(202).end();
    expect((await sent).status).toBe(200);
    return body;
  } finally {
    await collector.stop();
    zipkin.close();
  }
}

async function readAsFile(text: string, count = 2) {
  const folder = mkdtempSync(path.join(tmpdir(), 'viewer-zipkin-'));
  const stores = createStores(2 ** 24);
  try {
    const file = path.join(folder, 'zipkin.json');
    writeFileSync(file, text);
    expect(await openFiles([file], stores.inbox)).toEqual([
      `${file}: ${countOf(count, 'span')} (Zipkin JSON)`,
    ]);
    return stores;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
