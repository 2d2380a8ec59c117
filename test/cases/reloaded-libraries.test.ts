import { DATABASES } from '../e2e/databases';
import { comparable } from '../e2e/fidelity/comparable';
import { explained, runFixture } from '../e2e/run-fixture';
import { spansOf } from '../e2e/settled';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { isLeftOut } from '../services/services';

const databases = DATABASES.filter(({ service }) => !isLeftOut(service)).map(({ name }) => name);

describeWith('collector', 'postgres')('B13: libraries that are loaded anew', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  test.each([
    ...['express', 'fastify', 'koa', 'hapi', 'nestjs', 'grpc'].map(name => [name, 'pg'] as const),
    ...databases.map(name => ['http', name] as const),
  ])('%s and %s are traced as the first time', async (framework, database) => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    };
    const args = [framework, database];
    const runs = await Promise.all(
      ['app.js', 'reloaded.js'].map(script => runFixture({ script, args, env })),
    );
    await explained(runs, async () => {
      const [once, anew] = await Promise.all(runs.map(run => spansOf(collector, run)));
      expect(once!.length).toBeGreaterThan(2);
      expect(comparable(anew!)).toEqual(comparable(once!));
    });
  });
});
