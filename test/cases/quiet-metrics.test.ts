import { endOf, runProgram } from '../agent/lifecycle/run-program';
import { firstValue, type MetricReceiver, startMetricReceiver } from '../ends/metric-receiver';
import { useMetricReceivers } from '../ends/metric-receivers';

/* A signal that comes when all spans have arrived finds what was measured since the last export of metrics. */

jest.setTimeout(60_000);

// The program reads from /proc whether it catches a signal.
const onLinux = process.platform === 'linux' ? test : test.skip;

const receivers = useMetricReceivers();

interface QuietRun {
  readonly measure: string;
  readonly signal?: NodeJS.Signals;
  readonly agent?: boolean;
  readonly env?: Record<string, string>;
  readonly receiver?: MetricReceiver;
  /** The receiver answers nothing once the program is quiet. */
  readonly isSilent?: boolean;
}

/** Runs the program until it has measured, and sends it a signal. Tells what came after it was quiet. */
async function run({ measure, signal = 'SIGTERM', agent = true, env, ...given }: QuietRun) {
  const { receiver = receivers().http, isSilent = false } = given;
  let before = 0;
  let traceRequests = 0;
  const ended = await runProgram({
    agent,
    script: 'ends/quiet.js',
    args: [measure],
    nodeArgs: ['--expose-gc'],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_CERTIFICATE: receiver === receivers().https ? receivers().caFile : '',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_AGENT_BANNER: 'off',
      OTEL_AGENT_EXIT_TIMEOUT: '5000',
      ...env,
    },
    onLine(line, child, id) {
      if (line === 'quiet') {
        before = receiver.metricsOf(id).length;
        traceRequests = receiver.traceRequestsOf(id);
        if (isSilent) receiver.fallSilent();
      } else child.kill(signal);
    },
  });
  const came = receiver.metricsOf(ended.id).slice(before);
  return {
    ended,
    came: new Map(came.map(metric => [metric.name, metric])),
    count: came.length,
    traceRequests,
  };
}

const MEASURES: Readonly<Record<string, string>> = {
  counter: 'orders',
  'up-down counter': 'open',
  gauge: 'level',
  histogram: 'latency',
};
const WITHOUT_SPANS = { OTEL_TRACES_SAMPLER: 'always_off' };
const SETTINGS: readonly Record<string, string>[] = [
  { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' },
  { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' },
  { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
  { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
  { OTEL_AGENT_LEAN: 'off' },
];

describe('B7: a quiet server', () => {
  onLinux.each(Object.keys(MEASURES))('%s, SIGTERM: the value arrives, once', async measure => {
    const bare = await run({ measure, agent: false });
    const traced = await run({ measure });
    expect(traced.ended).toMatchObject({ ...ending(bare), stdout: 'quiet\ncaught\n', said: [] });
    expect(traced.traceRequests).toBeGreaterThan(0);
    expect(firstValue(traced.came.get(MEASURES[measure]!)!)).toBe(2);
    expect(traced.count).toBe(traced.came.size);
  });

  onLinux.each(['SIGINT', 'SIGHUP'] as const)('%s: likewise', async signal => {
    const traced = await run({ measure: 'counter', signal });
    expect(traced.ended).toMatchObject({ code: null, signal, said: [] });
    expect(firstValue(traced.came.get('orders')!)).toBe(2);
  });

  onLinux.each(SETTINGS)('%j: the value arrives', async env => {
    const { ended, came } = await run({ measure: 'counter', env });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', said: [] });
    expect(firstValue(came.get('orders')!)).toBe(2);
  });

  onLinux('over TLS: the value arrives', async () => {
    const { ended, came } = await run({ measure: 'counter', receiver: receivers().https });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', said: [] });
    expect(firstValue(came.get('orders')!)).toBe(2);
  });

  onLinux('a receiver that falls silent: the values are named as lost, with the reason', async () => {
    const receiver = await startMetricReceiver();
    const env = { OTEL_AGENT_EXIT_TIMEOUT: '500' };
    const { ended } = await run({ measure: 'counter', receiver, isSilent: true, env });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(ended.said).toEqual([
      expect.stringMatching(
        /^otel-agent: \d+ data points dropped at the end of the process: no answer within 500 ms/,
      ),
    ]);
    receiver.close();
  });

  onLinux("a request without spans: the instrumentation's measurement arrives", async () => {
    const { ended, came } = await run({ measure: 'request', env: WITHOUT_SPANS });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', said: [] });
    expect(came.get('http.server.request.duration')?.histogram?.dataPoints[0]?.count).toBe(2);
  });

  onLinux.each(['observable gauge', 'garbage collection', 'nothing'])(
    '%s: nothing waits for an export, and the system ends the process',
    async measure => {
      const { ended, count } = await run({ measure });
      expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'quiet\nnot caught\n', said: [] });
      expect(count).toBe(0);
    },
  );

  onLinux.each([
    { OTEL_METRICS_EXPORTER: 'none' },
    { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
    { OTEL_AGENT_EXIT_TIMEOUT: '0' },
  ] as Record<string, string>[])('%j: no signal is caught for measurements', async env => {
    const { ended } = await run({ measure: 'counter', env });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'quiet\nnot caught\n', said: [] });
  });
});

function ending({ ended }: Awaited<ReturnType<typeof run>>) {
  const { code, signal, stderr } = endOf(ended);
  return { code, signal, stderr };
}
