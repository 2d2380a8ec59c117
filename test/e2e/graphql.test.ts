import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { runFixture } from './run-fixture';
import { spansOf } from './settled';

describeWith('collector')('GraphQL', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  const trace = async (env: Record<string, string>) => {
    const run = await runFixture({
      script: 'graphql.js',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, OTEL_METRICS_EXPORTER: 'none', ...env },
    });
    return spansOf(collector, run);
  };

  test('the operation is traced, its fields are not, and its literals are left out', async () => {
    const spans = await trace({});
    const names = spans.map(span => span.name);
    expect(names).toEqual(expect.arrayContaining(['graphql.parse', 'graphql.validate', 'query Who']));
    expect(names.filter(name => name.includes('resolve'))).toEqual([]);
    expect(JSON.stringify(spans.map(span => span.attributes))).not.toContain('4711');
  });

  test('a setting brings a span for each field', async () => {
    const spans = await trace({ OTEL_AGENT_GRAPHQL_RESOLVE_SPANS: 'on' });
    expect(spans.filter(span => span.name.includes('resolve')).length).toBeGreaterThan(0);
  });
});
