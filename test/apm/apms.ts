import path from 'node:path';

import { installPackages } from '../agent/boot/guard/install-package';
import { runCommand } from '../services/process/run-command';

/** Another vendor's agent, and how it is preloaded. */
export interface Apm {
  readonly name: string;
  /** Its folder `node_modules`. */
  install(): Promise<string>;
  preload(nodeModules: string): readonly [flag: '--require' | '--import', file: string];
  readonly env: (port: number) => Record<string, string>;
  /** Variables that turn it off. */
  readonly off?: Record<string, string>;
  /** Paths of its requests with traces; undefined if it speaks to its vendor's own hosts only. */
  readonly sendsTo: RegExp | undefined;
  /** Message of the agent about it; undefined if both work. */
  readonly standsDown: RegExp | undefined;
  /** The versions of Node that it runs on at all. */
  readonly since: number;
}

const sentry = {
  preload: () => ['--import', path.join(__dirname, '..', 'fixtures', 'apm', 'sentry.mjs')],
  env: port => ({ SENTRY_DSN: `http://0123456789abcdef0123456789abcdef@127.0.0.1:${port}/1` }),
  sendsTo: /^\/api\/1\/envelope/,
} satisfies Partial<Apm>;

export const APMS: readonly Apm[] = [
  {
    name: 'dd-trace',
    install: () => installPeer('dd-trace'),
    preload: modules => ['--require', path.join(modules, 'dd-trace', 'init.js')],
    env: port => ({
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${port}`,
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_TRACE_STARTUP_LOGS: 'false',
    }),
    off: { DD_TRACE_ENABLED: 'false' },
    sendsTo: /traces$/,
    standsDown: /Datadog \(dd-trace 6\S+ in \S+\/node_modules\/dd-trace\) traces this process/,
    since: 22,
  },
  {
    name: 'newrelic',
    install: () => installPeer('newrelic'),
    preload: modules => ['--require', path.join(modules, 'newrelic', 'index.js')],
    // Without a licence it gathers, and sends nothing; it speaks only TLS to its own hosts.
    env: port => ({
      NEW_RELIC_APP_NAME: 'test',
      NEW_RELIC_LICENSE_KEY: '0'.repeat(40),
      NEW_RELIC_HOST: '127.0.0.1',
      NEW_RELIC_PORT: String(port),
      NEW_RELIC_LOG: 'stderr',
      NEW_RELIC_LOG_LEVEL: 'fatal',
    }),
    off: { NEW_RELIC_ENABLED: 'false' },
    sendsTo: undefined,
    standsDown: /New Relic \(newrelic 14\S+ in \S+\/node_modules\/newrelic\) traces this process/,
    since: 22,
  },
  {
    name: 'elastic-apm-node',
    install: () => installPeer('elastic-apm'),
    preload: modules => ['--require', path.join(modules, 'elastic-apm-node', 'start.js')],
    env: port => ({
      ELASTIC_APM_SERVER_URL: `http://127.0.0.1:${port}`,
      ELASTIC_APM_LOG_LEVEL: 'off',
      ELASTIC_APM_CLOUD_PROVIDER: 'none',
      ELASTIC_APM_API_REQUEST_TIME: '1s',
    }),
    off: { ELASTIC_APM_ACTIVE: 'false' },
    sendsTo: /^\/intake/,
    standsDown:
      /Elastic APM \(elastic-apm-node 4\S+ in \S+\/node_modules\/elastic-apm-node\) traces this process/,
    since: 20,
  },
  {
    name: '@elastic/opentelemetry-node',
    install: () => installPeer('edot'),
    preload: modules => ['--import', path.join(modules, '@elastic', 'opentelemetry-node', 'import.mjs')],
    env: port => ({
      ELASTIC_OTEL_EXPERIMENTAL_ENABLE_CENTRAL_CONFIG: 'false',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    }),
    sendsTo: /^\/v1\/traces/,
    standsDown: /OpenTelemetry .*@elastic\/opentelemetry-node 1\S+ in \S+\/@elastic\/opentelemetry-node\b/,
    since: 20,
  },
  {
    ...sentry,
    name: '@sentry/node 11',
    install: () => installPeer('sentry'),
    standsDown: undefined,
    since: 20,
  },
  {
    ...sentry,
    name: '@sentry/node 10, which is made of OpenTelemetry',
    install: () => installPackages({ '@sentry/node': '10.20.0' }),
    standsDown: /OpenTelemetry .*@sentry\/\S+ 10\S+ in \S+/,
    since: 20,
  },
];

/** The releases that are benchmarked, where the benchmarks keep them. */
async function installPeer(name: string): Promise<string> {
  const installer = path.join(__dirname, '..', '..', 'bench', 'install.mjs');
  const code = `import(process.argv[1]).then(({ installPeer }) => console.log(installPeer(process.argv[2])))`;
  const folder = await runCommand([process.execPath, '--eval', code, installer, name]);
  return path.join(folder.trim(), 'node_modules');
}
