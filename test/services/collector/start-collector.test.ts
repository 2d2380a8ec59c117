import { readFileSync } from 'node:fs';
import path from 'node:path';

import { createCertificates } from '../create-certificates';
import { describeWith } from '../describe-with';
import { removeFolder } from '../process/remove-folder';
import { makeTemporaryFolder } from '../process/temporary-folder';
import { grpcStatus, httpsStatus } from './request-status';
import { type Collector, startCollector } from './start-collector';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const SCOPE = { name: 'test', version: '1' };

function spansNamed(...names: string[]): object {
  const spans = names.map((name, index) => ({
    traceId: TRACE_ID,
    spanId: `00f067aa0ba902b${index}`,
    name,
    kind: 2,
  }));
  return { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans }] }] };
}

function post(url: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describeWith('collector')('a Collector', () => {
  const running: Collector[] = [];
  const start: typeof startCollector = async options => {
    const collector = await startCollector(options);
    running.push(collector);
    return collector;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(collector => collector.stop()));
  });

  test('gives back the spans that it took', async () => {
    const collector = await start();
    const span = {
      ...{
        traceId: TRACE_ID,
        spanId: '00f067aa0ba902b7',
        parentSpanId: '00f067aa0ba902b8',
        name: 'GET /',
        kind: 3,
      },
      ...{ startTimeUnixNano: '1700000000000000001', endTimeUnixNano: '1700000000000000002' },
      attributes: [
        { key: 'int', value: { intValue: '7' } },
        { key: 'big', value: { intValue: '9007199254740993' } },
        { key: 'double', value: { doubleValue: 0.5 } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } } },
        { key: 'bytes', value: { bytesValue: 'AQI=' } },
      ],
      events: [{ name: 'exception', timeUnixNano: '1700000000000000001', attributes: [] }],
      links: [{ traceId: TRACE_ID, spanId: '00f067aa0ba902b9' }],
      status: { code: 2, message: 'no' },
      droppedAttributesCount: 3,
    };
    await post(`${collector.httpUrl}/v1/traces`, {
      resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: [span] }] }],
    });
    const [received] = await collector.waitForSpans(1);
    expect(received).toMatchObject({
      ...{
        service: 'shop',
        scope: SCOPE,
        traceId: TRACE_ID,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        kind: 'client',
      },
      ...{ startTimeUnixNano: 1700000000000000001n, endTimeUnixNano: 1700000000000000002n },
      attributes: {
        int: 7,
        big: 9007199254740993n,
        double: 0.5,
        list: ['a', true],
        bytes: Buffer.from([1, 2]),
      },
      events: [{ name: 'exception', attributes: {} }],
      links: [{ traceId: TRACE_ID, spanId: '00f067aa0ba902b9' }],
      status: { code: 'error', message: 'no' },
      droppedAttributesCount: 3,
    });
    await collector.clear();
    expect(await collector.spans()).toEqual([]);
  });

  test('gives back metrics and logs', async () => {
    const collector = await start();
    const points = [
      { asInt: '4', timeUnixNano: '1', attributes: [{ key: 'a', value: { stringValue: 'b' } }] },
    ];
    const buckets = [
      { count: '3', sum: 6, bucketCounts: ['1', '2'], explicitBounds: [5], timeUnixNano: '1' },
    ];
    const metrics = [
      { name: 'hits', unit: '1', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: points } },
      { name: 'time', unit: 's', histogram: { aggregationTemporality: 1, dataPoints: buckets } },
    ];
    const logRecords = [
      {
        timeUnixNano: '1',
        severityNumber: 9,
        severityText: 'INFO',
        body: { stringValue: 'hi' },
        traceId: TRACE_ID,
      },
    ];
    await post(`${collector.httpUrl}/v1/metrics`, {
      resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics }] }],
    });
    await post(`${collector.httpUrl}/v1/logs`, {
      resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ scope: SCOPE, logRecords }] }],
    });
    expect(await collector.waitForMetrics(2)).toMatchObject([
      {
        name: 'hits',
        type: 'sum',
        temporality: 'cumulative',
        monotonic: true,
        points: [{ value: 4, attributes: { a: 'b' } }],
      },
      {
        name: 'time',
        type: 'histogram',
        temporality: 'delta',
        points: [{ count: 3, sum: 6, bucketCounts: [1, 2] }],
      },
    ]);
    expect(await collector.waitForLogs(1)).toMatchObject([
      { service: 'shop', body: 'hi', severityNumber: 9, severityText: 'INFO', traceId: TRACE_ID, spanId: '' },
    ]);
  });

  test('takes zipkin', async () => {
    const collector = await start();
    const span = {
      traceId: TRACE_ID,
      id: '00f067aa0ba902b7',
      name: 'get',
      kind: 'SERVER',
      localEndpoint: { serviceName: 'shop' },
    };
    await post(collector.zipkinUrl, [span] as object);
    expect(await collector.waitForSpans(1)).toMatchObject([
      { service: 'shop', name: 'get', kind: 'server', traceId: TRACE_ID },
    ]);
  });

  test('does not know a signal that it has no pipeline for', async () => {
    const collector = await start({ signals: ['traces'] });
    const response = await post(`${collector.httpUrl}/v1/metrics`, { resourceMetrics: [] });
    expect(response.status).toBe(404);
    expect(await grpcStatus(collector.grpcUrl, 'metrics.v1.MetricsService')).toBe(12);
    expect(await grpcStatus(collector.grpcUrl, 'trace.v1.TraceService')).toBe(0);
  });

  test('comes back on the same ports, with what it had', async () => {
    const collector = await start();
    const url = `${collector.httpUrl}/v1/traces`;
    await post(url, spansNamed('before'));
    await collector.waitForSpans(1);
    await collector.down();
    await expect(post(url, spansNamed('meanwhile'))).rejects.toThrow();
    await collector.up();
    await post(url, spansNamed('after'));
    const spans = await collector.waitForSpans(found => found.some(({ name }) => name === 'after'));
    expect(spans.map(({ name }) => name)).toEqual(['before', 'after']);
    await collector.stop();
    expect(await collector.spans()).toHaveLength(2);
  });

  test('passes spans on, once the other one is there', async () => {
    const target = await start();
    await target.down();
    const gateway = await start({ forwardTo: target.httpUrl });
    await post(`${gateway.httpUrl}/v1/traces`, spansNamed('passed on'));
    await gateway.waitForSpans(1);
    await target.up();
    expect(await target.waitForSpans(1, 20_000)).toMatchObject([{ name: 'passed on' }]);
  });

  test('says what came when something else was waited for', async () => {
    const collector = await start();
    await post(`${collector.httpUrl}/v1/traces`, spansNamed('lonely'));
    await collector.waitForSpans(1);
    await expect(collector.waitForSpans(2, 0)).rejects.toThrow(
      /waited 0 ms for 2 spans; the Collector has 1:\n.*"lonely"/,
    );
  });

  test('wants a client certificate when it is told to', async () => {
    const folder = makeTemporaryFolder('certificates');
    try {
      const { caFile, server, client } = await createCertificates(path.join(folder, 'tls'));
      const collector = await start({ tls: { ...server, clientCaFile: caFile } });
      const ca = readFileSync(caFile);
      const identity = { cert: readFileSync(client.certFile), key: readFileSync(client.keyFile) };
      expect(await httpsStatus(`${collector.httpUrl}/v1/traces`, { ca, ...identity })).toBe(200);
      await expect(httpsStatus(`${collector.httpUrl}/v1/traces`, { ca })).rejects.toThrow();
      expect(await grpcStatus(collector.grpcUrl, 'trace.v1.TraceService', { ca, ...identity })).toBe(0);
    } finally {
      await removeFolder(folder);
    }
  });
});
