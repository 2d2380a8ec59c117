import { freePorts } from '../../../src/tools/demo/free-ports';
import { runProgram } from '../lifecycle/run-program';

/* Text for Prometheus, which refuses all of a scrape for one label that is no label. */

test.each(['on', 'off'])(
  'each label has a valid name and is there once, with OTEL_AGENT_LEAN=%s',
  async lean => {
    const [port] = await freePorts(1);
    const { stdout } = await runProgram({
      script: 'metrics/labels.js',
      env: {
        OTEL_AGENT_LEAN: lean,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    const scope = 'otel_scope_name="app"';
    expect(stdout.trim().split('\n')).toEqual([
      `orders_total{user_id="a;b",_2fa="true",plan="say \\"x\\"",${scope}} 1`,
      `wait_count{le="x",${scope}} 1`,
      `wait_sum{le="x",${scope}} 1`,
      `wait_bucket{le="5",${scope}} 1`,
      `wait_bucket{le="+Inf",${scope}} 1`,
    ]);
  },
);
