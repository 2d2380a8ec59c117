import type { SpanKind } from '../../trace';

/** An operation that spans of a segment have. */
export interface SegmentOperation {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Names the operation among those of all segments. */
  readonly key: string;
  /** Place among the operations of an answer, and the answer's number: the last that was worked out. */
  place: number;
  placedIn: number;
}

/** Bounds what made-up names leave in memory: beyond it all is forgotten, and long names are not remembered. */
const MAX_OPERATIONS = 20_000;
const MAX_KEY = 300;
const shared = new Map<string, SegmentOperation>();

/**
 * The operation as another segment has it already. A store of a million spans has the same thousands of operations in each of
 * thirty segments: joining them compares their keys, which takes half the time where these are the same strings.
 */
export function sharedOperation(operation: SegmentOperation): SegmentOperation {
  const known = shared.get(operation.key);
  if (known !== undefined || operation.key.length > MAX_KEY) return known ?? operation;
  if (shared.size >= MAX_OPERATIONS) shared.clear();
  shared.set(operation.key, operation);
  return operation;
}
