import { runProgram } from '../lifecycle/run-program';

interface Metric {
  readonly name: string;
  readonly histogram?: { readonly dataPoints: readonly { count: number; startTimeUnixNano: string }[] };
}

const REQUESTS = 'http.server.request.duration';

test('the series of instrumentations go on where the app asks for its first meter later', async () => {
  const seen: { readonly names: string[]; readonly count: number; readonly since: string }[] = [];
  await runProgram({
    script: 'metrics/later-meter.js',
    env: {
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      const [{ scopeMetrics }] = JSON.parse(line).resourceMetrics;
      const metrics = (scopeMetrics as { metrics: Metric[] }[]).flatMap(scope => scope.metrics);
      const [point] = metrics.find(({ name }) => name === REQUESTS)?.histogram?.dataPoints ?? [];
      if (point === undefined) return;
      seen.push({
        names: metrics.map(({ name }) => name),
        count: point.count,
        since: point.startTimeUnixNano,
      });
      if (seen.length === 1) child.stdin!.write('meter\n');
      if (point.count === 2) child.kill('SIGKILL');
    },
  });
  const [first, last] = [seen[0]!, seen.at(-1)!];
  expect(first.names).not.toContain('orders');
  expect(last.names).toEqual(expect.arrayContaining(['orders', REQUESTS]));
  expect(last.names).toHaveLength(new Set(last.names).size);
  expect([first.count, last.count]).toEqual([1, 2]);
  expect(last.since).toBe(first.since);
});
