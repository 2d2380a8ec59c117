import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { GetValue } from '../../shared/config';
import type { QueueContext } from '../export/pipelines/create-queue';
import { attributeOf, type SpanItem } from '../export/span-item';
import type { Signal } from '../export/types';
import { ignoreRequests } from '../sampling/ignore';

/** Counts for a report, and their places in the agent. They cost time, so that they are only made where a report is asked for. */
export interface Counts {
  /** Finished spans by scope. */
  readonly spans: ReadonlyMap<string, number>;
  /** Spans that show `?` for a literal, or `REDACTED`. */
  readonly redactedSpans: number;
  readonly sampler: { readonly recorded: number; readonly ignored: number; readonly notSampled: number };
  readonly exports: ReadonlyMap<Signal, ExportTimes>;
  watchSampler(sampler: Sampler): Sampler;
  /** Adds the count of spans behind the processors, which redact. */
  after(processors: readonly SpanProcessor[]): SpanProcessor[];
  readonly watchTransport: NonNullable<QueueContext['watchTransport']>;
  /** Called when the process ends. */
  readonly atEnd: () => void;
}

/** Requests of a signal. */
export interface ExportTimes {
  requests: number;
  failed: number;
  /** Times of the latest requests, in ms. */
  readonly latestMs: number[];
}

const MOST_TIMES = 1000;

export function createCounts(get: GetValue, tellAtEnd: () => void): Counts {
  const spans = new Map<string, number>();
  const sampler = { recorded: 0, ignored: 0, notSampled: 0 };
  const exports = new Map<Signal, ExportTimes>();
  const ignore = ignoreRequests(get('OTEL_AGENT_IGNORE_PATHS'), get('OTEL_AGENT_IGNORE_OUTGOING'));
  let redactedSpans = 0;
  let isTold = false;

  function countSpan(span: SpanItem): void {
    const { name } = span.instrumentationScope;
    spans.set(name, (spans.get(name) ?? 0) + 1);
    if (isRedacted(span)) redactedSpans++;
  }

  return {
    spans,
    sampler,
    exports,
    get redactedSpans() {
      return redactedSpans;
    },
    watchSampler: inner => ({
      shouldSample(context, traceId, name, kind, attributes, links) {
        const result = inner.shouldSample(context, traceId, name, kind, attributes, links);
        if (result.decision > 0) sampler.recorded++;
        else if (ignore?.(kind, attributes)) sampler.ignored++;
        else sampler.notSampled++;
        return result;
      },
      toString: () => String(inner),
    }),
    after: processors => [
      ...processors,
      {
        onStart() {},
        onEnd: countSpan,
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
    watchTransport: (signal, transport) => ({
      async send(batch, timeoutMs) {
        const times = exports.get(signal) ?? { requests: 0, failed: 0, latestMs: [] };
        exports.set(signal, times);
        const startedMs = performance.now();
        const result = await transport.send(batch, timeoutMs);
        times.requests++;
        if (result.kind !== 'sent') times.failed++;
        times.latestMs.push(performance.now() - startedMs);
        if (times.latestMs.length > MOST_TIMES) times.latestMs.shift();
        return result;
      },
      close: () => transport.close(),
    }),
    atEnd() {
      if (isTold) return;
      isTold = true;
      tellAtEnd();
    },
  };
}

const STATEMENTS = ['db.query.text', 'db.statement'];
const URLS = ['url.full', 'url.query', 'http.url', 'http.target'];

function isRedacted(span: SpanItem): boolean {
  const holds = (keys: readonly string[], mark: string) =>
    keys.some(key => String(attributeOf(span, key) ?? '').includes(mark));
  return holds(STATEMENTS, '?') || holds(URLS, 'REDACTED');
}
