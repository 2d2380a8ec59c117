import { endOf, runProgram } from '../agent/lifecycle/run-program';
import { firstValue } from '../ends/metric-receiver';
import { useMetricReceivers } from '../ends/metric-receivers';

/* Metrics leave once a minute; measurements since then are exported at each end. */

const receivers = useMetricReceivers();

const ENDS = ['SIGTERM, server.close, process.exit', 'SIGTERM', 'process.exit', 'natural end', 'crash'];

const WAYS = [
  ...ENDS.map(end => [end, 'http' as const] as const),
  // Without an event loop TLS is left to the helper process.
  ...['process.exit', 'crash', 'SIGTERM'].map(end => [end, 'https' as const] as const),
];

test.each(WAYS)('B7: %s, %s: metrics are exported, each once', async (end, scheme) => {
  const receiver = receivers()[scheme];
  const program = (agent: boolean) =>
    runProgram({
      agent,
      script: 'ends/metrics.js',
      args: [end],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_EXPORTER_OTLP_CERTIFICATE: scheme === 'http' ? '' : receivers().caFile,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_AGENT_BANNER: 'off',
        OTEL_AGENT_EXIT_TIMEOUT: '5000',
      },
      onLine(line, child) {
        if (line === 'ready') child.kill('SIGTERM');
      },
    });
  const [bare, traced] = [await program(false), await program(true)];
  expect(endOf(traced)).toEqual(endOf(bare));
  expect(traced.said).toEqual([]);
  const metrics = receiver.metricsOf(traced.id);
  const own = new Map(metrics.map(metric => [metric.name, firstValue(metric)]));
  for (const [name, value] of [
    ['orders', 2],
    ['latency', 7],
    ['stock', 5],
    ['level', 1],
    ['room', 2],
  ] as const)
    expect([name, own.get(name)]).toEqual([name, value]);
  expect([...own.keys()]).toEqual(
    expect.arrayContaining(['http.server.request.duration', 'http.client.request.duration']),
  );
  expect(metrics).toHaveLength(own.size);
});

test.each<Record<string, string>>([{ OTEL_TRACES_SAMPLER: 'always_off' }, { OTEL_TRACES_EXPORTER: 'none' }])(
  'a short script without spans, %j: its metrics are exported, or named as lost',
  async settings => {
    const run = (endpoint: string) =>
      runProgram({
        script: 'e2e/hello.js',
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_AGENT_BANNER: 'off',
          ...settings,
        },
      });
    const arrived = await run(receivers().http.endpoint);
    expect(arrived).toMatchObject({ code: 7, said: [] });
    expect(
      receivers()
        .http.metricsOf(arrived.id)
        .map(({ name }) => name),
    ).toEqual(expect.arrayContaining(['http.server.request.duration', 'http.client.request.duration']));
    const lost = await run('http://127.0.0.1:9');
    expect(lost).toMatchObject({
      code: 7,
      said: [expect.stringMatching(/^otel-agent: \d+ data points dropped at the end of the process: /)],
    });
  },
);
