import type { OrderedProfile } from '../../profiles/profile-store';
import type { TracePage } from '../trace/trace-page';
import { blockMarks } from './block-marks';
import type { Frame } from './function-times';

/** Stretch of a trace in which the event loop of one of its processes stood still. Nanoseconds from the trace's start. */
export interface TraceBlock {
  readonly fromNs: number;
  readonly toNs: number;
  /** Index of the span that it is shown at. */
  readonly span: number;
  /** False where the loop worked for another request meanwhile. */
  readonly isOwn: boolean;
  /** From the function that did the work to its callers. */
  readonly stack: readonly Frame[];
}

const MAX_BLOCKS = 200;

/**
 * Blocks of the event loops that a trace's services were profiled in: at the span that did the work, else at spans that
 * waited.
 */
export function traceBlocks(page: TracePage, profiles: readonly OrderedProfile[]): TraceBlock[] {
  const startMs = Number(BigInt(page.startUnixNano) / 1000n) / 1000;
  const blocks = profiles.flatMap(({ profile }) => (profile === undefined ? [] : blockMarks(profile)));
  return blocks
    .flatMap(({ service, atMs, durationMs, spanId, traceId, stack }): TraceBlock[] => {
      const fromNs = Math.round((atMs - startMs) * 1e6);
      const toNs = fromNs + Math.round(durationMs * 1e6);
      if (toNs < 0 || fromNs > page.durationNs) return [];
      const own = page.traceId === traceId ? page.spans.findIndex(span => span.spanId === spanId) : -1;
      if (own >= 0) return [{ fromNs, toNs, span: own, isOwn: true, stack }];
      return waitingSpans(page, service, fromNs, toNs).map(span => ({
        fromNs,
        toNs,
        span,
        isOwn: false,
        stack,
      }));
    })
    .slice(0, MAX_BLOCKS);
}

/** Spans in which a service's part of the trace begins, if they ran meanwhile. */
function waitingSpans({ spans }: TracePage, service: string, fromNs: number, toNs: number): number[] {
  return spans.flatMap((span, index) => {
    const isFirst = span.service === service && spans[span.parent]?.service !== service;
    return isFirst && span.startNs < toNs && span.startNs + span.durationNs > fromNs ? [index] : [];
  });
}
