import type { AttributePairsParts } from './attribute-pairs';
import type { InternerParts } from './interner';
import type { OriginsParts } from './origins';
import type { SpanColumns } from './span-columns';

/** Size of a segment, as a store asks for it. */
export interface SegmentLimits {
  readonly spans: number;
  readonly bytes: number;
}

/** A full segment, and the trace ids of its spans, four words each. */
export interface BuiltSegment {
  readonly parts: SegmentParts;
  readonly traceIds: Int32Array;
  /** Spans without valid ids, which were left out. */
  readonly rejected: number;
}

/** A full segment without its traces, as a thread that reads a file makes it. */
export interface SegmentParts {
  readonly count: number;
  readonly columns: SpanColumns;
  readonly names: InternerParts;
  readonly attributes: AttributePairsParts;
  readonly origins: OriginsParts;
  readonly attributeIds: Uint32Array<ArrayBuffer>;
  readonly kept: Uint8Array<ArrayBuffer>;
}
