import type { Batch } from '../../pipeline/types';
import type { Connection } from '../drain';
import type { DirectTarget } from './direct-target';
import type { SocketNow } from './socket-now';

/** What both protocols are given. */
export interface Exchange {
  readonly target: DirectTarget;
  readonly connection: Connection;
  readonly batches: readonly Batch[];
  readonly deadlineMs: number;
  /** A connection on which these bytes have been written. */
  open(firstBytes: Uint8Array): SocketNow;
  /** The receiver has taken the next batch. */
  accepted(): void;
}
