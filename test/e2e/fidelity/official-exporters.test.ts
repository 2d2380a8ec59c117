import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../../backends/wait-for';
import type { CollectedLogRecord, CollectedMetric, CollectedSpan } from '../../services/collector/collected';
import { type Collector, startCollector } from '../../services/collector/start-collector';
import { describeWith } from '../../services/describe-with';
import { startFixture } from '../start-fixture';

/** Small limits, so that there is something to drop and to cut. */
const LIMITS = {
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '24',
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '64',
  OTEL_SPAN_EVENT_COUNT_LIMIT: '8',
  OTEL_SPAN_LINK_COUNT_LIMIT: '8',
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '16',
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '16',
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '10',
};

describeWith('collector')('what arrives by the official exporters arrives by ours', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  test.each(['grpc', 'http/protobuf', 'http/json'])('%s', async protocol => {
    const [ours, official] = await Promise.all([collect(protocol, 'on'), collect(protocol, 'off')]);
    expect(ours.spans.map(({ name }) => name)).toEqual([
      'all kinds of attributes',
      'beyond every limit',
      'client',
      'consumer',
      'internal',
      'server',
    ]);
    expect(ours.spans).toEqual(official.spans);
    expect(ours.logs).toHaveLength(2);
    expect(ours.logs).toEqual(official.logs);
    expect(ours.metrics.map(({ name }) => name)).toEqual([
      'baskets',
      'load',
      'orders',
      'size',
      'temperature',
      'ticks',
    ]);
    expect(ours.metrics).toEqual(official.metrics);
  });

  /** Everything that one run of the fixture sends, without the ids and times that differ from run to run. */
  async function collect(protocol: string, lean: 'on' | 'off') {
    const fixture = await startFixture({
      script: 'every-field.js',
      env: {
        ...LIMITS,
        OTEL_AGENT_LEAN: lean,
        OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_METRIC_EXPORT_INTERVAL: '200',
        OTEL_NODE_RESOURCE_DETECTORS: 'env',
      },
    });
    const isOwn = ({ resource, scope }: Pick<CollectedSpan, 'resource' | 'scope'>) =>
      resource['test.run'] === fixture.id && scope.name.startsWith('every-field');
    try {
      const spans = await collector.waitForSpans(all => all.filter(isOwn).length === 6);
      const logs = await collector.waitForLogs(all => all.filter(isOwn).length === 2);
      const metrics = await collector.waitForMetrics(all => namesOf(all.filter(isOwn)).size === 6);
      return {
        spans: spans.filter(isOwn).map(plainSpan).sort(byName),
        logs: logs.filter(isOwn).map(plainLog),
        metrics: [...namesOf(metrics.filter(isOwn)).values()].map(plainMetric).sort(byName),
      };
    } finally {
      await fixture.end();
    }
  }
});

test('OTEL_AGENT_LEAN=off sends by the official exporters, and says what it cannot send at the end', async () => {
  const agents = new Map<string, string>();
  const receiver = createServer((request, response) => {
    agents.set(request.url!, String(request.headers['user-agent']));
    request.resume().on('end', () => response.end());
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const { port } = receiver.address() as AddressInfo;
  const env = {
    OTEL_AGENT_LEAN: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
  };
  const running = await startFixture({ script: 'every-field.js', env });
  const ended = await startFixture({ script: 'every-field.js', args: ['exit'], env });
  try {
    await waitFor(
      async () => agents.size,
      size => size === 3,
    );
    expect([...agents.keys()].sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
    for (const agent of agents.values())
      expect(agent).toMatch(/^otel-agent\/\S+ node\/\S+ OTel-OTLP-Exporter-JavaScript\//);
    const { code, stderr } = await ended.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('6 spans were not sent: OTEL_AGENT_LEAN=off cannot send without an event loop');
  } finally {
    await running.end();
    receiver.closeAllConnections();
    receiver.close();
  }
});

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** The first collection of each metric. */
function namesOf(metrics: readonly CollectedMetric[]): Map<string, CollectedMetric> {
  const first = new Map<string, CollectedMetric>();
  for (const metric of metrics) if (!first.has(metric.name)) first.set(metric.name, metric);
  return first;
}

function plainOrigin(resource: CollectedSpan['resource']) {
  const { 'test.run': _run, 'service.instance.id': _instance, ...rest } = resource;
  return rest;
}

function plainSpan(span: CollectedSpan) {
  const { spanId, parentSpanId, ...rest } = span;
  expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  return {
    ...rest,
    resource: plainOrigin(span.resource),
    isBelowRemote: parentSpanId === 'b7ad6b7169203331',
  };
}

function plainLog(record: CollectedLogRecord) {
  const { spanId, ...rest } = record as CollectedLogRecord & { spanId: string };
  return { ...rest, hasSpan: spanId !== '', resource: plainOrigin(record.resource) };
}

function plainMetric(metric: CollectedMetric) {
  const points = metric.points.map(({ startTimeUnixNano: _start, timeUnixNano: _time, ...point }) => point);
  return { ...metric, points, resource: plainOrigin(metric.resource) };
}
