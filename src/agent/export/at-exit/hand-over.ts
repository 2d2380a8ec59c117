import type { Destination } from '../../../shared/otlp/destination';
import type { Pipeline } from '../pipelines/pipeline';
import type { Unsent } from '../queue/queue-types';
import type { Batch, Report, SendResult } from '../types';
import { deniedNetwork } from './denied-network';
import { awaitReplies } from './direct/await-replies';
import { createDirectSender } from './direct/direct-sender';
import { type Helper, startHelper } from './helper/start-helper';
import { createLosses, KEPT, type Losses } from './losses';
import { createRemainder, type KeepForLater } from './remainder';
import type { Shipment, Spooled } from './shipment';
import { throughProxy } from './through-proxy';
import { OUT_OF_TIME, writeFully } from './when-ready';

export interface HandOverOptions {
  readonly timeoutMs: number;
  readonly report: Report;
  readonly helper: Helper;
}

/**
 * Hands everything unsent over without an event loop, within the time. Reports items that the receivers do not take,
 * with number and reason. With a spool, a receiver that is away is not waited for: the disk takes what it does not. So it
 * does for a receiver that takes a helper, which then sends from the disk: whatever happens to it, nothing is lost.
 *
 * It has two ways, chosen by measurement (milliseconds of blocking at `exit`, medians of 11 runs on Node 20 to 26, two
 * cores, receiver on this machine, nothing of the network loaded before unless said; the columns are 50 and 300 MB of
 * RSS):
 *
 *     direct/: connect, write, read on the socket's descriptor, HTTP    7-8, net loaded 5   10-15
 *              the same, gRPC                                           9-10                10-15
 *     helper/: a detached process that is not waited for                8-11                27-55 (fork copies page tables)
 *     the same process, waited for (spawnSync)                          64-75
 *     a worker thread and Atomics.wait, before it has sent anything     24-44
 *
 * The direct way serves plain TCP to a known address, the helper TLS and host names. The helper is waited for only if
 * it would not outlive this process.
 */
export function handOver(
  pipelines: readonly Pipeline[],
  { timeoutMs, report, helper }: HandOverOptions,
): void {
  const nowMs = process.uptime() * 1000;
  const lastMs = nowMs + timeoutMs;
  const waits = pipelines.map(patienceMs);
  const deadlineMs = Math.min(lastMs, nowMs + Math.max(...waits));
  const losses = createLosses('dropped at the end of the process');
  const delivery = createDelivery(losses, deadlineMs);
  const all = pipelines.map((one, index) => ({
    ...one,
    ...keeperOf(one, waits[index]!),
    spooled: one.spool && { signal: one.signal, ...one.spool.place },
    isAway: waits[index] === 0,
    ...one.takeUnsent(),
  }));
  for (const unsent of unsettled(all, losses, deadlineMs)) delivery.send(unsent);
  for (const { hasUncollected, collectLast, ...rest } of all) {
    const { destination, keep } = rest;
    const isWorthwhile = keep !== undefined || delivery.isWorthwhile(destination);
    const batch = isWorthwhile && hasUncollected?.() ? collectLast?.() : undefined;
    if (batch !== undefined) delivery.send({ ...rest, batches: [batch] });
  }
  const refused = all.map(({ destination, failure, close }) => ({ destination, failure, batches: close() }));
  const isSentFromDisk = delivery.end(helper, lastMs);
  sendRefused(refused, losses, lastMs, helper);
  for (const { spooled, tellKept } of all) if (!isSentFromDisk(spooled)) tellKept(report);
  losses.tell(report);
}

/** Sends what the disk has refused, as without one. */
function sendRefused(
  all: readonly Pick<Unsettled, 'destination' | 'failure' | 'batches'>[],
  losses: Losses,
  deadlineMs: number,
  helper: Helper,
): void {
  const delivery = createDelivery(losses, deadlineMs);
  for (const one of all)
    if (one.batches.length > 0) delivery.send({ ...one, keep: undefined, spooled: undefined, isAway: false });
  delivery.end(helper, deadlineMs);
}

/** Time for which a receiver is worth waiting for: a disk takes what would be lost. */
function patienceMs({ spool }: Pick<Pipeline, 'spool'>): number {
  return spool?.patienceMs() ?? Number.POSITIVE_INFINITY;
}

interface Keeper {
  /** Undefined without a disk that takes something. */
  readonly keep: KeepForLater | undefined;
  /** Writes what is kept, and leaves it to other processes. Returns what the disk has refused. */
  close(): readonly Batch[];
  /** Reports all that this process leaves on disk. */
  tellKept(report: Report): void;
}

function keeperOf({ signal, spool }: Pipeline, waitMs: number): Keeper {
  let why = OUT_OF_TIME;
  return {
    keep:
      spool === undefined || waitMs === Number.POSITIVE_INFINITY
        ? undefined
        : (batch, reason) => {
            why = reason;
            return spool.keep(batch);
          },
    close: () => spool?.close() ?? [],
    tellKept(report) {
      const items = spool?.items ?? 0;
      if (items === 0) return;
      const kept = createLosses(KEPT);
      kept.add(signal, items, why);
      kept.tell(report, 'info');
    },
  };
}

interface Unsettled {
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

type Taken = Pipeline & Unsent & Pick<Unsettled, 'keep' | 'spooled' | 'isAway'>;

/** Lists the batches to send, after it has read the replies that were about to come. */
function unsettled(all: readonly Taken[], losses: Losses, deadlineMs: number): Unsettled[] {
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

/** A helper that is waited for gets so long at least, even if other receivers have used up the patience. */
const LEAST_HELPER_MS = 100;

interface Delivery {
  send(unsettled: Unsettled): void;
  /** True if time is left and the receiver has not shown that it takes nothing now. */
  isWorthwhile(destination: Destination | undefined): boolean;
  /**
   * Leaves to the helper the batches that could not be sent from here. Those on disk it sends until `lastMs`. Tells the
   * spools from which it does.
   */
  end(helper: Helper, lastMs: number): (spooled: Spooled | undefined) => boolean;
}

function createDelivery(losses: Losses, deadlineMs: number): Delivery {
  const sender = createDirectSender(deadlineMs);
  const forHelper: Shipment[] = [];
  const fromDisk = new Map<Spooled, Shipment>();
  const away = new Set<string>();
  const isInTime = () => process.uptime() * 1000 < deadlineMs;
  return {
    send({ destination, batches, keep, spooled, isAway, failure }) {
      if (destination === undefined) return write(batches, losses, deadlineMs);
      const remainder = createRemainder(batches, losses, keep);
      if (isAway || !isInTime())
        return remainder.giveUp(
          failure ?? sender.refusalOf(destination) ?? OUT_OF_TIME + throughProxy(destination),
        );
      if (!sender.send(destination, remainder)) {
        if (keep === undefined) forHelper.push({ destination, batches });
        else {
          remainder.giveUp(OUT_OF_TIME);
          if (spooled !== undefined) fromDisk.set(spooled, { destination, batches: [], spooled });
          return;
        }
      }
      if (remainder.isAway) away.add(destination.authority);
    },
    isWorthwhile: destination => isInTime() && !away.has(destination?.authority ?? ''),
    end(helper, lastMs) {
      sender.close();
      // The helper would be refused the network as well, whatever Node says of starting it.
      const start = (shipments: Shipment[], ...limits: [number, number?]) =>
        deniedNetwork() ?? startHelper(helper, shipments, ...limits);
      if (forHelper.length > 0) {
        const refusal = start(forHelper, deadlineMs);
        if (refusal !== undefined) for (const { batches } of forHelper) lose(batches, losses, refusal);
      }
      if (fromDisk.size === 0) return () => false;
      const patienceMs = Math.max(LEAST_HELPER_MS, Math.ceil(deadlineMs - process.uptime() * 1000));
      const refusal = start([...fromDisk.values()], lastMs, patienceMs);
      return spooled => refusal === undefined && spooled !== undefined && fromDisk.has(spooled);
    },
  };
}

function lose(batches: readonly Batch[], losses: Losses, reason: string): void {
  for (const { signal, items } of batches) losses.add(signal, items, reason);
}

/** Writes batches to stdout, each with a line break at its end, as the console exporter does. */
function write(batches: readonly Batch[], losses: Losses, deadlineMs: number): void {
  try {
    for (const { body } of batches) {
      const bytes = body[body.length - 1] === 0x0a ? body : Buffer.concat([body, Buffer.from('\n')]);
      writeFully(1, bytes, deadlineMs);
    }
  } catch (error) {
    lose(batches, losses, (error as Error).message);
  }
}
