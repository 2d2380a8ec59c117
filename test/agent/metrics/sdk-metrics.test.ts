import { runProgram } from '../lifecycle/run-program';

/* OTEL_NODE_EXPERIMENTAL_SDK_METRICS: the SDK counts the spans of instrumentations, too. */

/** `metrics/serve.js` serves four requests of its own. */
const SPANS = 8;

test.each(['on', 'off'])('spans are counted as they start, with OTEL_AGENT_LEAN=%s', async lean => {
  let started = 0;
  const run = await runProgram({
    script: 'metrics/serve.js',
    env: {
      OTEL_AGENT_LEAN: lean,
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'otlp/stdout',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true',
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      started = startedSpans(line);
      if (started === SPANS) child.kill('SIGKILL');
    },
  });
  expect([started, run.signal]).toEqual([SPANS, 'SIGKILL']);
});

function startedSpans(line: string): number {
  type Metric = { name: string; sum?: { dataPoints: { asDouble: number }[] } };
  const scopes = JSON.parse(line).resourceMetrics[0].scopeMetrics as { metrics: Metric[] }[];
  const started = scopes
    .flatMap(({ metrics }) => metrics)
    .filter(({ name }) => name === 'otel.sdk.span.started');
  return started.flatMap(({ sum }) => sum!.dataPoints).reduce((sum, { asDouble }) => sum + asDouble, 0);
}
