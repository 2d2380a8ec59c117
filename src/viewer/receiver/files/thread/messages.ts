import type { Signal } from '../../check-request';
import type { BuiltSegment, SegmentLimits } from '../../store/segment-parts';
import type { TakenFile } from '../take-stream';

/** Data that the thread starts with. */
export interface ThreadData {
  readonly file: string;
  readonly segmentLimits: SegmentLimits;
  /** Count of pieces and segments that are under way, shared: the thread waits while there are too many. */
  readonly underWay: SharedArrayBuffer;
}

/** Checked requests of a signal, in the order of the file. */
export type Piece = readonly (readonly [signal: Signal, request: Uint8Array])[];

/** Messages of the thread: pieces and segments, then its result or the reason why there is none. */
export type ThreadMessage =
  | { readonly piece: Piece }
  | { readonly segment: BuiltSegment }
  | { readonly taken: TakenFile }
  | { readonly failure: { readonly name: string; readonly message: string; readonly code?: string } };
