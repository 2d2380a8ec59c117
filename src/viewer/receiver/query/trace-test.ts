import { nanosBetween, rowOf } from '../store/refs';
import type { Compiled } from './segment-test';

/** Numbers in a trace's row. */
export interface TraceNumbers {
  readonly durationNs: number;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** A test on the whole trace that a span is in, as it is so far. */
export function traceTest(holds: (numbers: TraceNumbers) => boolean): Compiled {
  return (segment, store) => index => {
    const traceRef = segment.trace[index]!;
    const { traceStart, traceEnd, traceSpans, traceErrors } = store.segmentOf(traceRef)!;
    const row = rowOf(traceRef);
    const at = row * 2;
    return holds({
      durationNs: nanosBetween(traceStart[at]!, traceStart[at + 1]!, traceEnd[at]!, traceEnd[at + 1]!),
      spanCount: traceSpans[row]!,
      errorCount: traceErrors[row]!,
    });
  };
}
