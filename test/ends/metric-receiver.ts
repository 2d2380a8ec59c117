import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** Receiver of OTLP/JSON that notes data points and spans of each run. */
export interface MetricReceiver {
  readonly endpoint: string;
  /** Every metric that came from a run, as often as it came. */
  metricsOf(run: string): readonly Metric[];
  /** Number of requests with spans that came from a run. */
  traceRequestsOf(run: string): number;
  /** Resolves with the next request after which `wanted` holds, or at once. */
  waitUntil(wanted: () => boolean): Promise<void>;
  /** Takes requests from now on, but answers none. */
  fallSilent(): void;
  close(): void;
}

export interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

export interface Point {
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly sum?: number;
  readonly count?: string | number;
}

interface Resource {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
}

interface Body {
  readonly resourceSpans?: readonly { readonly resource: Resource }[];
  readonly resourceMetrics?: readonly {
    readonly resource: Resource;
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

/** Starts one that accepts everything; over TLS with a certificate. */
export async function startMetricReceiver(tls?: { key: Buffer; cert: Buffer }): Promise<MetricReceiver> {
  const metrics = new Map<string, Metric[]>();
  const traceRequests = new Map<string, number>();
  const checks = new Set<() => void>();
  let isSilent = false;

  const receive = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    note(JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)));
    if (isSilent) return;
    response.setHeader('content-type', 'application/json').end('{}');
    for (const check of checks) check();
  };

  function note({ resourceSpans = [], resourceMetrics = [] }: Body): void {
    for (const { resource } of resourceSpans) {
      const run = runOf(resource);
      traceRequests.set(run, (traceRequests.get(run) ?? 0) + 1);
    }
    for (const { resource, scopeMetrics } of resourceMetrics) {
      const run = runOf(resource);
      metrics.set(run, [...(metrics.get(run) ?? []), ...scopeMetrics.flatMap(scope => scope.metrics)]);
    }
  }

  const server = tls === undefined ? http.createServer(receive) : https.createServer(tls, receive);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metricsOf: run => metrics.get(run) ?? [],
    traceRequestsOf: run => traceRequests.get(run) ?? 0,
    waitUntil: wanted =>
      new Promise<void>(resolve => {
        const check = () => {
          if (!wanted()) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
    fallSilent() {
      isSilent = true;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function runOf({ attributes }: Resource): string {
  return attributes.find(({ key }) => key === 'test.run')!.value.stringValue;
}

/** First value of a metric: a sum, a gauge's value, or a histogram's sum. */
export function firstValue({ sum, gauge, histogram }: Metric): number {
  const [point] = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return Number(point?.asInt ?? point?.asDouble ?? point?.sum);
}
