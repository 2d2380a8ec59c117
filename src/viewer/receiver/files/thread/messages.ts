import type { Signal } from '../../check-request';
import type { TakenFile } from '../take-stream';

/** Data that the thread starts with. */
export interface ThreadData {
  readonly file: string;
  /** Count of pieces that are under way, shared: the thread waits while there are too many. */
  readonly underWay: SharedArrayBuffer;
}

/** Checked requests of a signal, in the order of the file. */
export type Piece = readonly (readonly [signal: Signal, request: Uint8Array])[];

/** Messages of the thread: pieces, then its result or the reason why there is none. */
export type ThreadMessage =
  | { readonly piece: Piece }
  | { readonly taken: TakenFile }
  | { readonly failure: { readonly name: string; readonly message: string; readonly code?: string } };
