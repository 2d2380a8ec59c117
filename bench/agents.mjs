import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPeer } from './install.mjs';

/**
 * Groups: `main` are measured in every scenario, `otlp` take OpenTelemetry's settings of the exporter, `usual` is who
 * is measured when no names are given.
 * @typedef {'main' | 'otlp' | 'usual'} Group
 * @typedef {Record<'grpcPort' | 'httpPort' | `${'postgres' | 'redis' | 'memcached' | 'mysql' | 'mongodb' | 'amqp' | 'kafka'}Port`, number>} Ports of the backend
 * @typedef {{ name: string, args: string[], env: (ports: Ports) => Record<string, string>, groups: Group[] }} Agent ready to be measured
 */

const here = path.dirname(fileURLToPath(import.meta.url));

/** Installs or copies the agent of this name; `name=file` is another build of ours. @returns {Agent} */
export function prepareAgent(name, workFolder) {
  const [label, preload] = name.split('=');
  if (preload !== undefined)
    return { name: label, args: ['--require', path.resolve(preload)], env: otlpGrpc, groups: ALL };
  const row = AGENTS[name];
  if (row === undefined) throw new Error(`bench: no agent "${name}": ${Object.keys(AGENTS).join(', ')}`);
  // A copy for each row: what one keeps on disk for later starts would be read by another, and suit it less.
  return {
    name,
    args: row.args(path.join(workFolder, name)),
    env: row.env ?? (() => ({})),
    groups: row.groups,
  };
}

const ALL = ['main', 'otlp', 'usual'];
const otlpGrpc = ({ grpcPort }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${grpcPort}` });
const otlpHttp = ({ httpPort }) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${httpPort}`,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
});
const peerFile = (name, file) => path.join(installPeer(name), 'node_modules', file);

/** Bare Node first, then the floor, then ours, then the peers; each with its own defaults but for where it sends to. */
export const AGENTS = {
  bare: { groups: ['main', 'usual'], args: () => [] },
  floor: {
    groups: ['main', 'usual'],
    args: () => ['--require', path.join(here, 'floor', 'floor.cjs')],
    env: otlpHttp,
  },
  'otel-agent': ours(),
  'otel-agent-1%': ours({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' }),
  'otel-agent-1%-keep': ours({
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.01',
    OTEL_AGENT_KEEP: 'errors,slow>800ms,slow>p99',
  }),
  'otel-agent-shaped': ours({
    OTEL_AGENT_SPAN_ATTRIBUTES: 'header:host=app.host,route_param:name=app.name,query:page=app.page',
    OTEL_AGENT_SPAN_NAMES:
      '[{match: {kind: client}, name: call}, {match: {kind: server}, name: "{http.request.method} {http.route} {app.host}"}]',
  }),
  'otel-agent-spool': ours({ OTEL_AGENT_SPOOL: 'on' }),
  'otel-agent-lean-off': ours({ OTEL_AGENT_LEAN: 'off' }),
  'otel-agent-disabled': ours({ OTEL_SDK_DISABLED: 'true' }),
  'otel-agent-http': { groups: ['otlp'], args: folder => ['--require', ourCopy(folder)], env: otlpHttp },
  upstream: {
    groups: ALL,
    args: () => [
      '--require',
      peerFile('upstream', '@opentelemetry/auto-instrumentations-node/dist/register.cjs'),
    ],
    env: otlpHttp,
  },
  'dd-trace': {
    groups: ['main', 'usual'],
    args: () => ['--require', peerFile('dd-trace', 'dd-trace/init.js')],
    env: ({ httpPort }) => ({ DD_TRACE_AGENT_URL: `http://127.0.0.1:${httpPort}` }),
  },
  edot: {
    groups: ['usual'],
    args: () => ['--import', peerFile('edot', '@elastic/opentelemetry-node/import.mjs')],
    env: otlpHttp,
  },
  'elastic-apm': {
    groups: ['usual'],
    args: () => ['--require', peerFile('elastic-apm', 'elastic-apm-node/start.js')],
    env: ({ httpPort }) => ({ ELASTIC_APM_SERVER_URL: `http://127.0.0.1:${httpPort}` }),
  },
  newrelic: {
    groups: ['usual'],
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
    groups: ['usual'],
    args: () => ['--require', path.join(here, 'sentry-preload.cjs')],
    env: ({ httpPort }) => ({
      BENCH_SENTRY: peerFile('sentry', '@sentry/node'),
      SENTRY_DSN: `http://0123456789abcdef0123456789abcdef@127.0.0.1:${httpPort}/1`,
    }),
  },
};

/** This agent, with settings that make a row of their own. */
function ours(settings) {
  return {
    groups: settings === undefined ? ALL : ['usual'],
    args: folder => ['--require', ourCopy(folder)],
    env: ports => ({ ...otlpGrpc(ports), ...settings }),
  };
}

/** Names of agents in a group, in their order. @param {Group} group */
export function agentsIn(group) {
  return Object.keys(AGENTS).filter(name => AGENTS[name].groups.includes(group));
}

/** A copy of dist/, so that a run measures one build even when another is made meanwhile. */
function ourCopy(workFolder) {
  const folder = path.join(workFolder, 'otel-agent');
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(path.join(here, '..', part), path.join(folder, part), { recursive: true });
  return path.join(folder, 'dist', 'preload.js');
}
