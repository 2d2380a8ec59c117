import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPeer } from './install.mjs';

/**
 * @typedef {{ grpcPort: number, httpPort: number, postgresPort: number }} Ports of the backend
 * @typedef {{ name: string, args: string[], env: (ports: Ports) => Record<string, string> }} Agent ready to be measured
 */

const here = path.dirname(fileURLToPath(import.meta.url));

/** Installs or copies the agent of this name; `name=file` is another build of ours. @returns {Agent} */
export function prepareAgent(name, workFolder) {
  const [label, preload] = name.split('=');
  if (preload !== undefined)
    return { name: label, args: ['--require', path.resolve(preload)], env: otlpGrpc };
  const row = AGENTS[name];
  if (row === undefined) throw new Error(`bench: no agent "${name}": ${Object.keys(AGENTS).join(', ')}`);
  return { name, args: row.args(workFolder), env: row.env ?? (() => ({})) };
}

const otlpGrpc = ({ grpcPort }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${grpcPort}` });
const otlpHttp = ({ httpPort }) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${httpPort}`,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
});
const peerFile = (name, file) => path.join(installPeer(name), 'node_modules', file);

/** Bare Node first, then the floor, then ours, then the peers; each with its own defaults but for where it sends to. */
export const AGENTS = {
  bare: { args: () => [] },
  floor: { args: () => ['--require', path.join(here, 'floor', 'floor.cjs')], env: otlpHttp },
  'otel-agent': { args: folder => ['--require', ourCopy(folder)], env: otlpGrpc },
  'otel-agent-http': { args: folder => ['--require', ourCopy(folder)], env: otlpHttp },
  upstream: {
    args: () => [
      '--require',
      peerFile('upstream', '@opentelemetry/auto-instrumentations-node/dist/register.cjs'),
    ],
    env: otlpHttp,
  },
  'dd-trace': {
    args: () => ['--require', peerFile('dd-trace', 'dd-trace/init.js')],
    env: ({ httpPort }) => ({ DD_TRACE_AGENT_URL: `http://127.0.0.1:${httpPort}` }),
  },
  edot: {
    args: () => ['--import', peerFile('edot', '@elastic/opentelemetry-node/import.mjs')],
    env: otlpHttp,
  },
  'elastic-apm': {
    args: () => ['--require', peerFile('elastic-apm', 'elastic-apm-node/start.js')],
    env: ({ httpPort }) => ({ ELASTIC_APM_SERVER_URL: `http://127.0.0.1:${httpPort}` }),
  },
  newrelic: {
    args: () => ['--require', peerFile('newrelic', 'newrelic/index.js')],
    // Without a licence it gathers, and sends nothing; it speaks only TLS to its own hosts.
    env: ({ httpPort }) => ({
      NEW_RELIC_APP_NAME: 'bench',
      NEW_RELIC_LICENSE_KEY: '0'.repeat(40),
      NEW_RELIC_HOST: '127.0.0.1',
      NEW_RELIC_PORT: String(httpPort),
      NEW_RELIC_LOG: 'stderr',
      NEW_RELIC_LOG_LEVEL: 'error',
    }),
  },
  sentry: {
    args: () => ['--require', path.join(here, 'sentry-preload.cjs')],
    env: ({ httpPort }) => ({
      BENCH_SENTRY: peerFile('sentry', '@sentry/node'),
      SENTRY_DSN: `http://0123456789abcdef0123456789abcdef@127.0.0.1:${httpPort}/1`,
    }),
  },
};

/** A copy of dist/, so that a run measures one build even when another is made meanwhile. */
function ourCopy(workFolder) {
  const folder = path.join(workFolder, 'otel-agent');
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(path.join(here, '..', part), path.join(folder, part), { recursive: true });
  return path.join(folder, 'dist', 'preload.js');
}
