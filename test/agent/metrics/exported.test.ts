import { type ProgramRun, runProgram } from '../lifecycle/run-program';

/** Four requests are served and made: their points are in the export when these many are counted on each side. */
const REQUESTS = 4;

interface Point {
  readonly attributes: readonly { key: string; value: unknown }[];
  readonly count: number;
  readonly bucketCounts: readonly number[];
  readonly explicitBounds: readonly number[];
}
interface Metric {
  readonly name: string;
  readonly histogram: { readonly dataPoints: readonly Point[]; readonly aggregationTemporality: number };
}
type Request = {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: Metric[];
    }[];
  }[];
};

/** Returns a program's metrics of its requests, once all of them are in one export. */
async function exported(env: Record<string, string>) {
  let found: ReturnType<typeof summaryOf> | undefined;
  const run: ProgramRun = await runProgram({
    script: 'metrics/serve.js',
    env: {
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      ...env,
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      const summary = summaryOf(JSON.parse(line));
      if (summary.some(({ count }) => count < REQUESTS) || summary.length < 2) return;
      found ??= summary;
      child.kill('SIGKILL');
    },
  });
  if (found === undefined) throw new Error(`no export of all requests\n${run.stdout}${run.stderr}`);
  return found;
}

/** Picks the parts that do not change from run to run. */
function summaryOf({ resourceMetrics }: Request) {
  const scopes = resourceMetrics[0]!.scopeMetrics.filter(({ scope }) => scope.name.endsWith('-http'));
  return scopes.flatMap(({ scope, metrics }) =>
    metrics.map(({ histogram: { dataPoints, ...rest }, ...metric }) => ({
      scope,
      metric,
      rest,
      count: dataPoints.reduce((sum, point) => sum + point.count, 0),
      points: dataPoints.map(point => ({
        count: point.count,
        counted: point.bucketCounts.reduce((sum, count) => sum + count, 0),
        bounds: point.explicitBounds,
        attributes: point.attributes
          .filter(({ key }) => key !== 'server.port')
          .map(({ key, value }) => `${key}=${JSON.stringify(value)}`)
          .sort(),
        keys: Object.keys(point).sort(),
      })),
    })),
  );
}

test('lean or not, the same metrics are exported', async () => {
  const [lean, upstream] = await Promise.all(['on', 'off'].map(word => exported({ OTEL_AGENT_LEAN: word })));
  expect(lean!.map(({ metric }) => metric.name)).toEqual(
    expect.arrayContaining(['http.server.request.duration', 'http.client.request.duration']),
  );
  expect(lean).toEqual(upstream);
});
