import path from 'node:path';
import { runProgram } from '../lifecycle/run-program';

/* Gauges of a process whose clock is set back, as by NTP or by a host that resumes. */

interface Metric {
  readonly name: string;
  readonly gauge?: {
    readonly dataPoints: readonly { readonly asDouble?: number; readonly asInt?: number }[];
  };
}

const COLLECTIONS = 3;

test('a gauge has the value that came last, whatever the clock says', async () => {
  const collections: Record<string, number>[] = [];
  await runProgram({
    script: 'metrics/gauges.js',
    env: {
      NODE_OPTIONS: `--require ${path.join(__dirname, '..', '..', 'fixtures', 'metrics', 'clock.js')}`,
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      const gauges = gaugesIn(line);
      if (gauges.observed === undefined) return;
      collections.push(gauges);
      if (collections.length === COLLECTIONS) child.stdin!.write('exit\n');
    },
  });
  const expected = Array.from({ length: COLLECTIONS }, (_, index) => ({
    observed: index + 1,
    set: index + 1,
  }));
  expect(collections.slice(0, COLLECTIONS)).toEqual(expected);
});

function gaugesIn(line: string): Record<string, number> {
  const [resource] = JSON.parse(line).resourceMetrics as { scopeMetrics: { metrics: Metric[] }[] }[];
  const metrics = resource!.scopeMetrics.flatMap(scope => scope.metrics);
  const own = metrics.filter(({ name }) => name === 'observed' || name === 'set');
  return Object.fromEntries(
    own.map(({ name, gauge }) => [
      name,
      Number(gauge!.dataPoints[0]!.asDouble ?? gauge!.dataPoints[0]!.asInt),
    ]),
  );
}
