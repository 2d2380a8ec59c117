import type { SpanKind, Trace } from '../../trace';
import { hexOfWords } from '../../wire/read-word';
import { AttributeReader } from '../attribute-reader';
import { nanosBetween, rowOf } from '../refs';
import type { SpanStore } from '../span-store';
import { StoredSpan } from '../stored-span';
import { unshareIds } from './unshare-ids';

/** Maximum of spans read of a trace: a page cannot show more, and a hostile sender can make more. */
export const MAX_TRACE_SPANS = 100_000;

/** A trace in one line. Times in nanoseconds. */
export interface TraceSummary {
  readonly traceId: string;
  /** In digits: a number in JSON cannot hold it. */
  readonly startUnixNano: string;
  readonly durationNs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** The span without a parent, else the first. */
  readonly root: { readonly service: string; readonly name: string; readonly kind: SpanKind };
}

/** Reads a whole trace; undefined when it has left the store. Spans come in order of their start. */
export function readTrace(store: SpanStore, traceRef: number): Trace | undefined {
  const home = store.segmentOf(traceRef);
  if (home === undefined) return undefined;
  const row = rowOf(traceRef);
  const start = [home.traceStart[row * 2]!, home.traceStart[row * 2 + 1]!] as const;
  const spans: StoredSpan[] = [];
  const attributes = new AttributeReader();
  for (let ref = home.traceLast[row]!; ref !== -1 && spans.length < MAX_TRACE_SPANS; ) {
    const segment = store.segmentOf(ref)!;
    const span = new StoredSpan(segment, rowOf(ref), start, attributes);
    ref = segment.previous[rowOf(ref)]!;
    spans.push(span);
  }
  spans.sort((a, b) => a.startNs - b.startNs);
  unshareIds(spans);
  const { traceId, startUnixNano, durationNs } = readSummary(store, traceRef)!;
  return { traceId, startUnixNano: BigInt(startUnixNano), durationNs, spans };
}

/** Reads what the trace's row says; undefined when the trace has left the store. */
export function readSummary(store: SpanStore, traceRef: number): TraceSummary | undefined {
  const home = store.segmentOf(traceRef);
  if (home === undefined) return undefined;
  const row = rowOf(traceRef);
  const { traceStart, traceEnd } = home;
  const start = [traceStart[row * 2]!, traceStart[row * 2 + 1]!] as const;
  const root = readRoot(store, traceRef);
  return {
    traceId: hexOfWords(home.traceId, row * 4, row * 4 + 4),
    startUnixNano: String((BigInt(start[1]) << 32n) | BigInt(start[0])),
    durationNs: nanosBetween(...start, traceEnd[row * 2]!, traceEnd[row * 2 + 1]!),
    spanCount: home.traceSpans[row]!,
    errorCount: home.traceErrors[row]!,
    root: { service: root.service, name: root.name, kind: root.kind },
  };
}

/** Reads the span without a parent, else the first, of a trace that is there. */
export function readRoot(store: SpanStore, traceRef: number): StoredSpan {
  const home = store.segmentOf(traceRef)!;
  const row = rowOf(traceRef);
  const ref = home.traceRoot[row]!;
  const start = [home.traceStart[row * 2]!, home.traceStart[row * 2 + 1]!] as const;
  return new StoredSpan(store.segmentOf(ref)!, rowOf(ref), start);
}
