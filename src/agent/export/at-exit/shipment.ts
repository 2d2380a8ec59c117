import type { Destination } from '../../../shared/otlp/destination';
import type { SpoolPlace } from '../queue/queue-types';
import type { Batch, Signal } from '../types';

/** Batches for a receiver, to be sent without an event loop. */
export interface Shipment {
  readonly destination: Destination;
  /** None if they lie on disk. */
  readonly batches: readonly Batch[];
  /** Spool from which the batches of a signal are to be sent. */
  readonly spooled?: Spooled | undefined;
}

export interface Spooled extends SpoolPlace {
  readonly signal: Signal;
}
