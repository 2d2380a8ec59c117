import type { Signal } from '../../check-request';
import type { BuiltSegment, SegmentLimits } from '../../store/segment-parts';
import type { TakenFile } from '../take-stream';

/** Data that a thread starts with. */
export interface ThreadData {
  readonly file: string;
  readonly segmentLimits: SegmentLimits;
  /** Size of the blocks that the threads take one by one; undefined if a thread reads the file from end to end. */
  readonly blockBytes: number | undefined;
  readonly blocks: number;
  /** Numbers that all share, by their places in SHARED. */
  readonly shared: SharedArrayBuffer;
}

/** Places of shared numbers. Threads wait while what they have told is too far ahead of what was taken in. */
export const SHARED = {
  /** The next block that no thread has taken. */
  nextBlock: 0,
  /** Blocks, or parts where there are none, that were told and taken in. */
  takenIn: 1,
  count: 2,
} as const;

/** Checked requests of a signal, in the order of the file. */
export type Piece = readonly (readonly [signal: Signal, request: Uint8Array])[];

/** Part of the contents of a file. */
export type Part = { readonly piece: Piece } | { readonly segment: BuiltSegment };

/** Lines of a block. */
export interface TakenBlock extends TakenFile {
  readonly lines: number;
}

/** Messages of a thread: contents, then its result or the reason why there is none. */
export type ThreadMessage =
  | { readonly block: number; readonly parts: readonly Part[]; readonly taken: TakenBlock }
  | { readonly part: Part }
  | { readonly taken: TakenFile }
  /** The file is a text of its own, no lines. */
  | { readonly isNoLines: true }
  | { readonly failure: { readonly name: string; readonly message: string; readonly code?: string } };
