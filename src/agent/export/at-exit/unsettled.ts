import type { Destination } from '../../../shared/otlp/destination';
import type { Pipeline } from '../pipelines/pipeline';
import type { Unsent } from '../queue/queue-types';
import type { Batch, SendResult } from '../types';
import { awaitReplies } from './direct/await-replies';
import type { Losses } from './losses';
import { createRemainder, type KeepForLater } from './remainder';
import type { Spooled } from './shipment';
import { writeFully } from './when-ready';

/** Batches of a pipeline that are still to be sent. */
export interface Unsettled {
  readonly destination: Destination | undefined;
  readonly batches: readonly Batch[];
  /** Undefined without a disk. */
  readonly keep: KeepForLater | undefined;
  readonly spooled: Spooled | undefined;
  /** True for a receiver that is known to be away. */
  readonly isAway: boolean;
  /** Reason why the last try failed, if one has. */
  readonly failure?: string | undefined;
}

/** A pipeline with all that its queue gave up at the end. */
export type Taken = Pipeline & Unsent & Pick<Unsettled, 'keep' | 'spooled' | 'isAway'>;

/** Lists the batches to send, after it has read the replies that were about to come. */
export function unsettled(all: readonly Taken[], losses: Losses, deadlineMs: number): Unsettled[] {
  const settled = new Set<Batch>();
  const settle = (batch: Batch, result: SendResult) => {
    settled.add(batch);
    const { keep } = all.find(({ inFlight }) => inFlight.includes(batch))!;
    createRemainder([batch], losses, keep).settle(result);
  };
  const awaited = all.flatMap(({ destination, inFlight, isAway }) =>
    destination === undefined || isAway ? [] : inFlight.map(batch => ({ batch, destination })),
  );
  try {
    finishLine(all, settled, deadlineMs);
    awaitReplies(awaited, settle, deadlineMs);
  } catch {
    // Time is up; sending finds that out as well.
  }
  return all
    .map(({ destination, inFlight, waiting, keep, spooled, isAway, failure }) => ({
      destination,
      keep,
      spooled,
      isAway,
      failure,
      batches: [...inFlight.filter(batch => !settled.has(batch)), ...waiting],
    }))
    .filter(({ batches }) => batches.length > 0);
}

/** Finishes the line that a pipe with a slow reader has taken by half, before another follows it. */
function finishLine(all: readonly Taken[], settled: Set<Batch>, deadlineMs: number): void {
  for (const { begun, inFlight } of all) {
    if (begun === undefined) continue;
    writeFully(1, begun.rest, deadlineMs);
    for (const batch of inFlight) if (batch.body === begun.body) settled.add(batch);
  }
}
