import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { explained, runFixture } from './run-fixture';
import { logsOf, spansOf } from './settled';
import { startFixture } from './start-fixture';

describeWith('collector')('logs', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  const run = (script: string, env: Record<string, string> = {}) =>
    runFixture({
      script: `logging/${script}`,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, ...env },
    });

  describe.each(['pino.js', 'pino.mjs', 'winston.js', 'winston.mjs', 'bunyan.js', 'bunyan.mjs'])(
    '%s',
    script => {
      test("writes the trace's ids in its own output, and sends the records", async () => {
        const fixture = await run(script);
        await explained(fixture, async () => {
          const spans = await spansOf(collector, fixture);
          const { traceId, spanId } = spans.find(({ kind }) => kind === 'server')!;
          const [outside, inside] = linesOf(fixture.stdout);
          expect(outside).not.toHaveProperty('trace_id');
          expect(inside).toMatchObject({ trace_id: traceId, span_id: spanId, trace_flags: '01', shelf: 2 });

          const records = await logsOf(collector, fixture);
          expect(records).toMatchObject([
            { body: 'outside', traceId: '', spanId: '', severityNumber: 9, attributes: { shelf: 1 } },
            { body: 'inside', traceId, spanId, severityNumber: 9, attributes: { shelf: 2 } },
          ]);
          expect(records[0]!.resource['service.name']).toBe('e2e-shop');
        });
      });

      test('sends no records with OTEL_LOGS_EXPORTER=none, and still writes the ids', async () => {
        const fixture = await run(script, { OTEL_LOGS_EXPORTER: 'none' });
        await explained(fixture, async () => {
          expect(linesOf(fixture.stdout)[1]).toHaveProperty('trace_id');
          expect(await logsOf(collector, fixture)).toEqual([]);
        });
      });
    },
  );
});

describeWith('collector')('metrics', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  const isDurationOf = (id: string) => (metric: { name: string; resource: object }) =>
    metric.name === 'http.server.request.duration' &&
    (metric.resource as Record<string, unknown>)['test.run'] === id;

  test.each([
    { transport: 'grpc', temporality: 'cumulative' },
    { transport: 'http', temporality: 'delta' },
  ] as const)('arrive each interval over $transport, $temporality', async ({ transport, temporality }) => {
    const fixture = await startFixture({
      script: 'services/back.js',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector[`${transport}Url`],
        OTEL_EXPORTER_OTLP_PROTOCOL: transport === 'http' ? 'http/json' : 'grpc',
        OTEL_METRIC_EXPORT_INTERVAL: '100',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
      },
    });
    await fetch(await fixture.firstLine, { headers: { connection: 'close' } });
    const metrics = await collector.waitForMetrics(all => all.some(isDurationOf(fixture.id)));
    await explained(await fixture.end(), () => {
      const metric = metrics.find(isDurationOf(fixture.id))!;
      expect(metric).toMatchObject({ unit: 's', type: 'histogram', temporality });
      expect(metric.points[0]).toMatchObject({
        count: 1,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, 'url.scheme': 'http' },
      });
    });
  });
});

function linesOf(stdout: string): object[] {
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}
