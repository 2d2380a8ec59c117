import type { CollectedSpan } from '../../services/collector/collected';
import { type Collector, startCollector } from '../../services/collector/start-collector';
import { describeWith } from '../../services/describe-with';
import { isLeftOut } from '../../services/services';
import { DATABASES } from '../databases';
import { explained, runFixture } from '../run-fixture';
import { spansOf } from '../settled';
import type { FixtureRun } from '../start-fixture';
import { comparable } from './comparable';
import { INTENDED_DIFFERENCES } from './intended-differences';
import { undo } from './undo';

const databases = DATABASES.filter(({ service }) => !isLeftOut(service)).map(({ name }) => name);

const UPSTREAM = {
  preload: 'none',
  nodeArgs: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
} as const;

describeWith(
  'collector',
  'postgres',
  'mariadb',
  'redis',
)("spans equal upstream's but for the list", () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  /** Runs a script with our own pieces, with upstream's in their places, and with upstream alone. */
  async function runs(script: string, args: readonly string[]): Promise<FixtureRun[]> {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    };
    return Promise.all([
      runFixture({ script, args, env }),
      runFixture({ script, args, env: { ...env, OTEL_AGENT_LEAN: 'off' } }),
      runFixture({ script, args, env, ...UPSTREAM }),
    ]);
  }

  const workloads: [string, string, string[]][] = [
    ...databases.map((name): [string, string, string[]] => [name, 'app.js', ['http', name]]),
    ...['express', 'fastify', 'koa', 'hapi', 'nestjs', 'grpc'].map((name): [string, string, string[]] => [
      name,
      'app.js',
      [name, 'pg'],
    ]),
    ['failures, 404 and 500 included', 'failures.js', []],
    ['what HTTP can do', '../instrument/lean/edges.cjs', []],
    ['what fetch can do', '../instrument/lean/fetches.cjs', []],
    ['what undici can do', '../instrument/lean/fetches.cjs', ['undici']],
  ];

  test.each(workloads)('%s', async (_name, script, args) => {
    const made = await runs(script, args);
    await explained(made, async () => {
      const [lean, off, upstream] = await Promise.all(made.map(run => spansOf(collector, run)));
      expect(lean!.length).toBeGreaterThan(1);
      const expected = trees('upstream', upstream!);
      expect(trees('ours', lean!)).toEqual(expected);
      expect(trees('ours', off!)).toEqual(expected);
    });
  });

  test("Express's ways to a handler", async () => {
    const made = await runs('../instrument/lean/routes.cjs', ['express', 'fallback']);
    await explained(made, async () => {
      // Upstream's own piece, told to leave middleware out, loses the patterns that middleware is mounted under.
      const [lean, _off, upstream] = await Promise.all(made.map(run => spansOf(collector, run)));
      expect(lean!.length).toBeGreaterThan(100);
      expect(trees('ours', lean!)).toEqual(trees('upstream', upstream!));
    });
  });

  test('each difference has a reason', () => {
    for (const { what, reason } of INTENDED_DIFFERENCES) expect([what, reason]).not.toContain('');
  });
});

/** Upstream spoils headers that are given as a list, and with them what the server says of the request. */
function trees(side: 'ours' | 'upstream', spans: readonly CollectedSpan[]) {
  return comparable(undo(INTENDED_DIFFERENCES, side, spans)).filter(
    ({ span }) => span !== 'internal headers as a list',
  );
}
