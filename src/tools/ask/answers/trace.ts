import type { TracePage } from '../../../viewer/receiver/analyse/trace/trace-page';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { renderTrace } from '../../../viewer/receiver/terminal/render-trace';
import type { Attributes, Trace } from '../../../viewer/receiver/trace';
import { AskError } from '../ask-error';
import { isoOf, msOf } from '../time';
import type { Answered, Asking } from './answer';
import { ms } from './services';

const MAX_ROWS = 400;

export interface TraceTreeData {
  readonly traceId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** From the root down to where most of the time went; own is the time of the step itself. */
  readonly slowestPath: readonly {
    readonly service: string;
    readonly step: string;
    readonly spans: number;
    readonly ownMs: number;
    readonly totalMs: number;
  }[];
  /** Where failures began. */
  readonly failures: readonly {
    readonly spanId: string;
    readonly service: string;
    readonly step: string;
    readonly message: string;
  }[];
  /** Each span before its children. */
  readonly spans: readonly SpanData[];
  readonly logs: readonly {
    readonly spanId: string;
    readonly service: string;
    readonly severity: string;
    readonly startMs: number;
    readonly body: unknown;
    readonly attributes: Attributes;
  }[];
}

export interface SpanData {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly depth: number;
  readonly service: string;
  readonly name: string;
  /** The name as people read it: with the path or the peer of a bare method. */
  readonly step: string;
  readonly kind: string;
  readonly status: string;
  readonly statusMessage: string;
  /** From the start of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly selfMs: number;
  readonly criticalMs: number;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly attributes: Attributes;
  }[];
}

/** Shows a trace as a tree. */
export async function askTrace({
  source,
  words,
}: Asking): Promise<Answered<TraceTreeData | { traceId: string }>> {
  const [id, ...others] = words;
  if (id === undefined || others.length > 0 || !/^[0-9a-f]{1,32}$/i.test(id))
    throw new AskError('give one trace id: otel-agent ask trace 4bf92f3577b34da6a3ce929d0e0e4736');
  const page = await source.ask<TracePage>(`/api/v1/traces/${id}`);
  const trace = page && (await source.trace(page.traceId));
  if (page === undefined || trace === undefined)
    return { data: { traceId: id }, isFound: false, text: () => 'This trace is not here (any more).' };
  return {
    data: dataOf(page),
    isFound: true,
    text: ({ columns, paint }) =>
      [renderTrace(trace, { columns, paint, maxRows: MAX_ROWS }).trimEnd(), ...logLines(page, trace)].join(
        '\n',
      ),
  };
}

function dataOf(page: TracePage): TraceTreeData {
  const { spans } = page;
  return {
    traceId: page.traceId,
    startedAt: isoOf(page.startUnixNano),
    durationMs: msOf(page.durationNs),
    slowestPath: page.slowestPath.map(step => ({
      service: spans[step.spans[0]!]!.service,
      step: step.label,
      spans: step.spans.length,
      ownMs: msOf(step.ownNs),
      totalMs: msOf(step.totalNs),
    })),
    failures: page.failures.map(({ cause, text }) => ({
      spanId: spans[cause]!.spanId,
      service: spans[cause]!.service,
      step: spans[cause]!.label,
      message: text,
    })),
    spans: spans.map(span => ({
      spanId: span.spanId,
      ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
      depth: span.depth,
      service: span.service,
      name: span.name,
      step: span.label,
      kind: span.kind,
      status: span.status,
      statusMessage: span.statusMessage,
      startMs: msOf(span.startNs),
      durationMs: msOf(span.durationNs),
      selfMs: msOf(span.selfNs),
      criticalMs: msOf(span.criticalNs),
      attributes: span.attributes,
      events: span.events.map(({ name, timeNs, attributes }) => ({ name, atMs: msOf(timeNs), attributes })),
    })),
    logs: page.logs.map(({ spanId, service, severityText, timeNs, body, attributes }) => ({
      ...{ spanId, service, severity: severityText, startMs: msOf(timeNs), body, attributes },
    })),
  };
}

function logLines({ logs }: TracePage, { spans }: Trace): string[] {
  if (logs.length === 0 || spans.length === 0) return [];
  const lines = logs.map(({ timeNs, service, severityText, body }) => {
    const text = cleanText(typeof body === 'string' ? body : JSON.stringify(body), 160);
    return `  ${ms(timeNs / 1e6).padStart(9)}  ${cleanText(service, 30)}  ${cleanText(severityText, 10)}  ${text}`;
  });
  return ['', 'logs', ...lines];
}
