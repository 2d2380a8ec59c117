import { runProgram } from '../lifecycle/run-program';

/* Connections of pools, of which a process has several. */

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
}
interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
}

test.each(['on', 'off'])('each pool of pg has counts of its own, with OTEL_AGENT_LEAN=%s', async lean => {
  const lines: string[] = [];
  await runProgram({
    script: 'metrics/pools.js',
    env: {
      OTEL_AGENT_LEAN: lean,
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
    onLine(line) {
      if (line.startsWith('{"resourceMetrics"')) lines.push(line);
    },
  });
  expect(usedIn(lines.at(-1)!)).toEqual({ orders: 3, users: 1 });
});

/** Number of used connections by database. */
function usedIn(line: string): Record<string, number> {
  const [resource] = JSON.parse(line).resourceMetrics as { scopeMetrics: { metrics: Metric[] }[] }[];
  const metrics = resource!.scopeMetrics.flatMap(scope => scope.metrics);
  const { sum } = metrics.find(({ name }) => name === 'db.client.connection.count')!;
  const used = sum!.dataPoints.flatMap(point => {
    const texts = point.attributes.map(({ value }) => value.stringValue);
    const database = /\/(\w+)$/.exec(texts.find(text => text.includes('/'))!)![1]!;
    return texts.includes('used') ? [[database, Number(point.asDouble ?? point.asInt)]] : [];
  });
  return Object.fromEntries(used);
}
