import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { endOf, runProgram } from '../agent/lifecycle/run-program';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { removeFolder } from '../services/process/remove-folder';

/* Metrics leave once a minute; measurements since then are exported at each end. */

interface Point {
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly sum?: number;
  readonly attributes?: readonly unknown[];
}
interface Metric {
  readonly name: string;
  readonly sum?: { dataPoints: Point[] };
  readonly gauge?: { dataPoints: Point[] };
  readonly histogram?: { dataPoints: Point[] };
}

let folder: string;
let certificates: Certificates;
const servers: http.Server[] = [];
const received = new Map<string, Metric[]>();
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-metrics-'));
  certificates = await createCertificates(folder);
  const { certFile, keyFile } = certificates.server;
  servers.push(http.createServer(receive));
  servers.push(https.createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, receive));
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await removeFolder(folder);
});

async function receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (request.url === '/v1/metrics') note(JSON.parse(text));
  response.setHeader('content-type', 'application/json').end('{}');
}

function note({ resourceMetrics }: { resourceMetrics: ResourceMetrics[] }): void {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const run = resource.attributes.find(({ key }) => key === 'test.run')!.value.stringValue;
    const metrics = scopeMetrics.flatMap(scope => scope.metrics);
    received.set(run, [...(received.get(run) ?? []), ...metrics]);
  }
}
interface ResourceMetrics {
  readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
  readonly scopeMetrics: readonly { readonly metrics: Metric[] }[];
}

const ENDS = ['SIGTERM, server.close, process.exit', 'SIGTERM', 'process.exit', 'natural end', 'crash'];

const WAYS = [
  ...ENDS.map(end => [end, 'http'] as const),
  // Without an event loop TLS is left to the helper process.
  ...['process.exit', 'crash', 'SIGTERM'].map(end => [end, 'https'] as const),
];

test.each(WAYS)('B7: %s, %s: metrics are exported, each once', async (end, scheme) => {
  const { port } = servers[scheme === 'http' ? 0 : 1]!.address() as AddressInfo;
  const program = (agent: boolean) =>
    runProgram({
      agent,
      script: 'ends/metrics.js',
      args: [end],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: scheme === 'http' ? '' : certificates.caFile,
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
  const metrics = received.get(traced.id) ?? [];
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
    const { port } = servers[0]!.address() as AddressInfo;
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
    const arrived = await run(`http://127.0.0.1:${port}`);
    expect(arrived).toMatchObject({ code: 7, said: [] });
    expect((received.get(arrived.id) ?? []).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['http.server.request.duration', 'http.client.request.duration']),
    );
    const lost = await run('http://127.0.0.1:9');
    expect(lost).toMatchObject({
      code: 7,
      said: [expect.stringMatching(/^otel-agent: \d+ data points dropped at the end of the process: /)],
    });
  },
);

function firstValue({ sum, gauge, histogram }: Metric): number {
  const [point] = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return Number(point?.asInt ?? point?.asDouble ?? point?.sum);
}
