import type { Destination } from '../../../shared/otlp/destination';
import type { ExportQueue, PipelineSpool, QueueStats, Unsent } from '../queue/queue-types';
import type { Batch, Signal } from '../types';
import type { ExportFormat } from './exporter';
import type { Route } from './route';

/**
 * Way to an exporter of a signal, from the end of an item to acknowledged bytes, with all that the end of the process
 * needs, and counts.
 */
export interface Pipeline {
  readonly signal: Signal;
  /** `otlp`, `zipkin`, `console` … */
  readonly exporter: string;
  /** Destination of its batches; undefined for stdout. */
  readonly destination: Destination | undefined;
  /** True if a receiver has not acknowledged everything. Items that are not encoded yet count. */
  hasUnsent(): boolean;
  /** True if the app has measured something that is not on its way to the receiver yet. */
  hasMeasured?(): boolean;
  /** True if there is something to gather first, as for metrics. */
  hasUncollected?(): boolean;
  /** Gathers metrics without an event loop, at the end of the process. */
  collectLast?(): Batch | undefined;
  /** True if a reply is about to come, or the receiver took the last batch: then another takes milliseconds. */
  isWarm(): boolean;
  /** Sends everything through the event loop; false when time was up or a try failed. Never rejects. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Hands over at once, and forgets, all that is not acknowledged. */
  takeUnsent(): Unsent;
  /**
   * Stops reports of failed tries as "will try again" while the process ends: the code that ends it reports the losses.
   */
  setEnding(isEnding: boolean): void;
  /** Reports dropped items that have not been reported yet. */
  tellDrops(): void;
  stats(): QueueStats;
  /** Disk for what cannot be delivered at the end of the process. */
  readonly spool?: PipelineSpool | undefined;
  /** Way that the items of workers with equal settings can take as well. */
  readonly way?: { readonly route: Route; readonly queue: ExportQueue; readonly format: ExportFormat };
}
