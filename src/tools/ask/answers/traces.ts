import { countOf } from '../../../viewer/receiver/count-of';
import type { FoundTrace } from '../../../viewer/receiver/query/search-traces';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { type Cell, numberCell, tableOf } from '../table';
import { isoOf, msOf, timeParameters } from '../time';
import type { Answered, Asking } from './answer';
import { ms } from './services';

const DEFAULT_TRACES = 20;

export interface TraceData {
  readonly traceId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly service: string;
  readonly operation: string;
  /** Path of a request without route. */
  readonly path?: string;
  readonly services: readonly string[];
}

export interface TracesData {
  /** Traces that were found; `traces` has the newest of them. */
  readonly total: number;
  readonly traces: readonly TraceData[];
}

/** Traces that a query finds, the newest first. */
export async function askTraces(asking: Asking): Promise<Answered<TracesData>> {
  const { source, since, limit = DEFAULT_TRACES } = asking;
  const found = (await source.ask<{ traces: FoundTrace[]; total: number }>('/api/v1/traces', {
    ...timeParameters(since),
    q: queryOf(asking),
    limit,
  }))!;
  const data = { total: found.total, traces: found.traces.map(traceData) };
  const more = found.total - data.traces.length;
  return {
    data,
    isFound: data.total > 0,
    text: ({ paint }) => {
      if (data.total === 0) return 'No trace was found.';
      const table = tableOf(data.traces.map(traceRow), paint);
      return more > 0 ? `${table}\n… and ${countOf(more, 'more trace')} (--limit)` : table;
    },
  };
}

/** The words as one query, narrowed down to a service. */
export function queryOf({ words, service }: Pick<Asking, 'words' | 'service'>): string {
  const query = words.join(' ').trim();
  if (service === undefined) return query;
  const ofService = `service = "${service.replace(/["\\]/g, '\\$&')}"`;
  return query === '' ? ofService : `${ofService} and (${query})`;
}

function traceData(trace: FoundTrace): TraceData {
  const { traceId, startUnixNano, durationNs, spanCount, errorCount, root, path, services } = trace;
  return {
    traceId,
    startedAt: isoOf(startUnixNano),
    durationMs: msOf(durationNs),
    spans: spanCount,
    errors: errorCount,
    service: root.service,
    operation: root.name,
    ...(path === undefined ? {} : { path }),
    services: services.map(({ service }) => service),
  };
}

/** Makes a trace's row of the table: time of day, duration, spans, errors, root. */
export function traceRow({ traceId, startedAt, durationMs, spans, errors, ...root }: TraceData): Cell[] {
  return [
    { text: startedAt.slice(11, 23), colour: 'dim' },
    numberCell(ms(durationMs)),
    numberCell(countOf(spans, 'span')),
    numberCell(errors > 0 ? countOf(errors, 'error') : '', 'red'),
    { text: cleanText(root.service, 30), colour: 'cyan' },
    { text: cleanText(`${root.operation} ${root.path ?? ''}`.trim(), 60) },
    { text: traceId, colour: 'dim' },
  ];
}
