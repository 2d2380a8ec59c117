import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Spans of a trace in this process, from its local root on, that the sampler left out. */
export interface LocalTrace {
  /** Span without a parent in this process. */
  readonly root: object;
  /** Undecided until the root ends; then why the trace is kept, or false. */
  kept: string | false | undefined;
  /** Its spans that have ended, for each exporter. */
  readonly held: Held[];
}

/** Encoded spans of a trace, in the order of their ends. */
export interface Held {
  /** Place and length in turn. */
  readonly places: number[];
  readonly scopes: ReadableSpan['instrumentationScope'][];
  bytes: number;
  /** Number of spans that found no room. */
  lost: number;
}

/** Span that knows its trace; the agent's own spans have a field for it. */
interface Member {
  localTrace?: LocalTrace | undefined;
}

/** Trace of a span, if it was left out by the sampler and is recorded nevertheless. */
export function localTraceOf(span: object | undefined): LocalTrace | undefined {
  return (span as Member | undefined)?.localTrace;
}

/** Joins a span to the trace of its parent, or begins a trace. */
export function joinLocalTrace(span: object, parent: object | undefined): void {
  (span as Member).localTrace = localTraceOf(parent) ?? { root: span, kept: undefined, held: [] };
}

/** Duration in milliseconds. */
export function durationMs({ startTime, endTime }: ReadableSpan): number {
  return (endTime[0] - startTime[0]) * 1000 + (endTime[1] - startTime[1]) / 1e6;
}
