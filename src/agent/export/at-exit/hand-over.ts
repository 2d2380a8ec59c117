import type { Pipeline } from '../pipelines/pipeline';
import type { Report } from '../types';
import { createDelivery } from './delivery';
import type { Helper } from './helper/start-helper';
import { keeperOf } from './keeper';
import { createLosses, type Losses } from './losses';
import { type Unsettled, unsettled } from './unsettled';

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
