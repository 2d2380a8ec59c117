import { isDistribution } from '../../store/metrics/metric';
import type { MetricStore } from '../../store/metrics/metric-store';
import { addCells, type Cells, quantileOf } from '../metrics/distribution';
import { findStreams, type Stream } from '../metrics/find-streams';
import { increasesOf } from '../metrics/increases';

/** Work of an SDK's exporters, from its own metrics (semantic conventions, "OpenTelemetry SDK metrics"). */
export interface Health {
  readonly signals: readonly SignalHealth[];
  /** Export requests by the signal of their exporter. */
  readonly exports: readonly ExportHealth[];
  /** Unix milliseconds of the newest of these metrics. */
  readonly newestMs: number;
}

/** Items since the processes began, as far as their metrics are kept. */
export interface SignalHealth {
  readonly signal: 'traces' | 'logs' | 'metrics';
  readonly ended: number;
  readonly acknowledged: number;
  /** Lost items by reason (`error.type`), the most frequent first. */
  readonly dropped: readonly { readonly reason: string; readonly items: number }[];
  readonly waiting: number;
}

export interface ExportHealth {
  readonly signal: string;
  readonly receiver: string;
  readonly requests: number;
  readonly failed: number;
  readonly meanMs: number | undefined;
  readonly p95Ms: number | undefined;
}

const SIGNALS = [
  { signal: 'traces', item: 'span' },
  { signal: 'logs', item: 'log' },
  { signal: 'metrics', item: 'metric_data_point' },
] as const;

/** A process that has not told its state for so long is gone, and its queue with it. */
const STALE_MS = 5 * 60_000;

/** Tells what an SDK says of its work; undefined if it says nothing. */
export function healthOf(store: MetricStore, service: string): Health | undefined {
  const names = new Set(
    store.chunks.flatMap(({ instruments, origins }) =>
      instruments.filter(({ origin }) => origins.of(origin).service === service).map(({ name }) => name),
    ),
  );
  if (![...names].some(name => name.startsWith('otel.sdk.'))) return undefined;
  const read = (name: string) => (names.has(name) ? countsOf(store, service, name) : NO_COUNTS);
  const onDisk = read('otel_agent.spool.waiting');
  const signals = SIGNALS.flatMap(({ signal, item }) => {
    const exported = read(`otel.sdk.exporter.${item}.exported`);
    const processed = read(`otel.sdk.processor.${item}.processed`);
    const waiting =
      levelOf(read(`otel.sdk.processor.${item}.queue.size`)) +
      levelOf(read(`otel.sdk.exporter.${item}.inflight`)) +
      levelOf(onDisk, signal);
    if (exported === NO_COUNTS && processed === NO_COUNTS) return [];
    const dropped = new Map<string, number>();
    let acknowledged = 0;
    for (const { reason, items } of [...exported.sums, ...processed.sums]) {
      if (reason !== undefined) dropped.set(reason, (dropped.get(reason) ?? 0) + items);
    }
    for (const { reason, items } of exported.sums) if (reason === undefined) acknowledged += items;
    const lost = [...dropped.values()].reduce((sum, items) => sum + items, 0);
    return [
      {
        signal,
        ended: acknowledged + lost + waiting,
        acknowledged,
        dropped: [...dropped]
          .map(([reason, items]) => ({ reason, items }))
          .filter(({ items }) => items > 0)
          .sort((a, b) => b.items - a.items),
        waiting,
      },
    ];
  });
  const exports = names.has(DURATION) ? exportsOf(store, service) : { list: [], newestMs: 0 };
  const newestMs = [...names]
    .filter(name => name.startsWith('otel.sdk.'))
    .reduce((newest, name) => Math.max(newest, read(name).newestMs), exports.newestMs);
  return { signals, exports: exports.list, newestMs };
}

const DURATION = 'otel.sdk.exporter.operation.duration';

interface CountedStreams {
  readonly sums: readonly { readonly reason: string | undefined; readonly items: number }[];
  readonly levels: readonly { readonly signal: string; readonly value: number; readonly timeMs: number }[];
  readonly newestMs: number;
}

const NO_COUNTS: CountedStreams = { sums: [], levels: [], newestMs: 0 };

function streamsOf(store: MetricStore, service: string, name: string) {
  return findStreams(store, {
    service,
    name,
    sinceMs: Number.NEGATIVE_INFINITY,
    untilMs: Number.POSITIVE_INFINITY,
    holds: () => true,
  });
}

function countsOf(store: MetricStore, service: string, name: string): CountedStreams {
  const found = streamsOf(store, service, name);
  if (found === undefined) return NO_COUNTS;
  const { metric, streams } = found;
  return {
    sums: streams.map(stream => ({ reason: reasonOf(stream), items: sumOf(metric, stream) })),
    levels: streams.flatMap(stream => {
      const { value, timeMs = 0 } = stream.points.at(-1) ?? {};
      return typeof value === 'number' ? [{ ...exporterOf(stream), value, timeMs }] : [];
    }),
    newestMs: newestOf(streams),
  };
}

function sumOf(metric: Parameters<typeof increasesOf>[0], { points }: Stream): number {
  return increasesOf(metric, points, Number.NEGATIVE_INFINITY).reduce(
    (sum, { value }) => sum + (typeof value === 'number' ? value : 0),
    0,
  );
}

function levelOf({ levels, newestMs }: CountedStreams, signal?: string): number {
  return levels
    .filter(level => level.timeMs > newestMs - STALE_MS && (signal === undefined || level.signal === signal))
    .reduce((sum, { value }) => sum + value, 0);
}

function newestOf(streams: readonly Stream[]): number {
  return streams.reduce((newest, { points }) => Math.max(newest, points.at(-1)?.timeMs ?? 0), 0);
}

function reasonOf({ attributes }: Stream): string | undefined {
  const reason = attributes['error.type'];
  return typeof reason === 'string' && reason !== '' ? reason : undefined;
}

function exportsOf(store: MetricStore, service: string) {
  const found = streamsOf(store, service, DURATION);
  if (found === undefined) return { list: [], newestMs: 0 };
  const groups = new Map<string, Requests>();
  for (const stream of found.streams) {
    const identity = exporterOf(stream);
    const key = JSON.stringify(identity);
    const requests = groups.get(key) ?? { ...identity, requests: 0, failed: 0, sum: 0, cells: new Map() };
    groups.set(key, requests);
    const isFailed = reasonOf(stream) !== undefined;
    for (const { value } of increasesOf(found.metric, stream.points, Number.NEGATIVE_INFINITY)) {
      if (!isDistribution(value)) continue;
      requests.requests += value.count;
      if (isFailed) requests.failed += value.count;
      requests.sum += value.sum ?? 0;
      addCells(requests.cells, value, 1);
    }
  }
  const list = [...groups.values()].map(
    ({ signal, receiver, requests, failed, sum, cells }): ExportHealth => {
      // The SDKs' own histograms have a single bucket, of which no percentile can be told.
      const p95 = cells.size > 1 ? quantileOf(cells, 0.95) : undefined;
      return {
        signal,
        receiver,
        requests,
        failed,
        meanMs: requests > 0 ? (sum / requests) * 1000 : undefined,
        p95Ms: p95 === undefined ? undefined : p95 * 1000,
      };
    },
  );
  return { list: list.sort((a, b) => (a.signal < b.signal ? 1 : -1)), newestMs: newestOf(found.streams) };
}

interface Requests {
  readonly signal: string;
  readonly receiver: string;
  requests: number;
  failed: number;
  sum: number;
  readonly cells: Cells;
}

/** `otlp_grpc_span_exporter` exports traces. */
function exporterOf({ attributes }: Stream): { signal: string; receiver: string } {
  const type = String(attributes['otel.component.type'] ?? attributes['otel.component.name'] ?? '');
  const signal = /span/.test(type)
    ? 'traces'
    : /log/.test(type)
      ? 'logs'
      : /metric/.test(type)
        ? 'metrics'
        : type;
  const host = attributes['server.address'];
  const port = attributes['server.port'];
  return { signal, receiver: [host, port].filter(part => part !== undefined).join(':') };
}
