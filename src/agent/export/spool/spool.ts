/* dist/spool.js: the disk behind the queues, for OTEL_AGENT_SPOOL. */
import type { Destination } from '../../../shared/otlp/destination';
import type { Splitter } from '../queue/batch-size';
import type { QueueSpool, SpoolAccess } from '../queue/queue-types';
import type { Signal, Transport } from '../types';
import { laneId } from './lane/lane-id';
import { type SpoolOptions, ThreadSpool } from './thread-spool';

/** The spool of this thread. */
export interface Spool {
  /** Makes the way of a signal to a destination. */
  laneFor(signal: Signal, destination: Destination): SpoolLane;
  /** Limits the time for which items are gathered, so that a killed process loses no more than OTEL_AGENT_SPOOL_SYNC. */
  gathering(rules: Gathering): Gathering;
}

interface Gathering {
  readonly scheduleDelayMs: number;
}

/** Options that give a queue its part of the spool. */
export interface SpoolLane {
  /** Watches a transport, to know how long its receiver takes. */
  watch(transport: Transport): Transport;
  /** Lets the parts of a batch share its place on disk. */
  sharing(splitter: Splitter): Splitter;
  /** Joins queue and spool. */
  join(queue: SpoolAccess): QueueSpool;
}

/** Makes the spool of this thread; nothing is written or read before there is a reason. */
export function createSpool(options: SpoolOptions): Spool {
  const spool = new ThreadSpool(options);
  return {
    laneFor: (signal, destination) => laneFor(spool, signal, destination),
    gathering: ({ scheduleDelayMs }) => ({
      scheduleDelayMs: Math.min(scheduleDelayMs, spool.gatherMs),
    }),
  };
}

function laneFor(spool: ThreadSpool, signal: Signal, destination: Destination): SpoolLane {
  const patience = spool.patienceWith(destination);
  return {
    watch: transport => patience.watch(transport),
    sharing: splitter => ({
      ...splitter,
      split(batch) {
        const halves = splitter.split(batch);
        if (halves === undefined || batch.kept === undefined) return halves;
        batch.kept.split();
        for (const half of halves) half.kept = batch.kept;
        return halves;
      },
    }),
    join: queue => spool.join(laneId(signal, destination), patience, queue),
  };
}
