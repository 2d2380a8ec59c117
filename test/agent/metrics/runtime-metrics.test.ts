import { createNoopMeter, type Meter, type MetricOptions } from '@opentelemetry/api';
import { CATALOGUE, instrumentationPackage } from '../../../src/agent/instrument/catalogue/catalogue';
import { runProgram } from '../lifecycle/run-program';

/* The agent's build of instrumentation-runtime-node has another base and another clock, and its meter is lean. */

interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}
interface ScopeMetrics {
  readonly scope: { readonly name: string; readonly version: string };
  readonly metrics: readonly Metric[];
}

/** Instruments that upstream's instrumentation creates. */
function upstream() {
  const row = CATALOGUE.find(({ name }) => name === 'runtime-node')!;
  const { RuntimeNodeInstrumentation } = require(instrumentationPackage(row));
  const instrumentation = new RuntimeNodeInstrumentation({ enabled: false });
  const made: Metric[] = [];
  const meter = new Proxy(createNoopMeter(), {
    get(target, key: keyof Meter) {
      const method = target[key] as (name: string, options?: MetricOptions) => unknown;
      if (!key.startsWith('create')) return method;
      return (name: string, { description = '', unit = '' }: MetricOptions = {}) => {
        made.push({ name, description, unit });
        return method.call(target, name);
      };
    },
  });
  instrumentation.setMeterProvider({ getMeter: () => meter });
  const { instrumentationName: name, instrumentationVersion: version } = instrumentation;
  return { scope: { name, version }, metrics: sorted(made) };
}

const sorted = (metrics: readonly Metric[]) =>
  metrics
    .map(({ name, description, unit }) => ({ name, description, unit }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

test.each(['on', 'off'])('all metrics of the runtime arrive, with OTEL_AGENT_LEAN=%s', async lean => {
  const expected = upstream();
  let seen: ScopeMetrics | undefined;
  await runProgram({
    script: 'metrics/collect-garbage.js',
    nodeArgs: ['--expose-gc'],
    env: {
      OTEL_AGENT_LEAN: lean,
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '300',
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      const scopes = JSON.parse(line).resourceMetrics[0].scopeMetrics as ScopeMetrics[];
      const own = scopes.find(({ scope }) => scope.name === expected.scope.name);
      // Delays are told from five samples on.
      if (own === undefined || own.metrics.length < expected.metrics.length) return;
      seen = own;
      child.kill('SIGKILL');
    },
  });
  expect(expected.metrics.length).toBeGreaterThan(10);
  expect({ scope: seen?.scope, metrics: sorted(seen?.metrics ?? []) }).toEqual(expected);
});
