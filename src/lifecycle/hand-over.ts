import type { Batch } from '../pipeline/types';
import { directTarget } from './direct/direct-target';
import { sendNow } from './direct/send-now';
import type { Drain, Report, Shipment } from './drain';
import { type Helper, startHelper } from './helper/start-helper';
import { reportLost } from './report-lost';
import { writeFully } from './when-ready';

export interface HandOverOptions {
  readonly timeoutMs: number;
  readonly report: Report;
  readonly helper: Helper;
}

/**
 * Hands everything unsent over without an event loop, within the time. What cannot be is reported as lost.
 *
 * Two ways, chosen by measurement (milliseconds of blocking at `exit`, medians of 11 runs on Node 20 to 26, two cores,
 * receiver on the same machine, nothing of the network loaded before unless said; the columns are 50 and 300 MB of RSS):
 *
 *     direct/: connect, write, read on the socket's descriptor, HTTP    7-8, net loaded 5   10-15
 *              the same, gRPC                                           9-10                10-15
 *     helper/: a detached process that is not waited for                8-11                27-55 (fork copies page tables)
 *     the same process, waited for (spawnSync)                          64-75
 *     a worker thread and Atomics.wait, before it has sent anything     24-44
 *
 * So the direct way is taken where it goes (plain TCP to a known address), the helper where TLS or a name stands in
 * between; it is waited for only where it would not outlive this process.
 */
export function handOver(drains: readonly Drain[], { timeoutMs, report, helper }: HandOverOptions): void {
  const deadlineMs = process.uptime() * 1000 + timeoutMs;
  const forHelper: Shipment[] = [];
  for (const drain of drains) {
    const { inFlight, waiting } = drain.takeUnsent();
    const batches = [...inFlight, ...waiting];
    if (batches.length === 0) continue;
    if (drain.connection === undefined) write(batches);
    else sendOrKeep({ connection: drain.connection, peerAddress: drain.peerAddress?.(), batches });
  }
  if (forHelper.length === 0) return;
  const refusal = startHelper(helper, forHelper, deadlineMs);
  if (refusal !== undefined) for (const { batches } of forHelper) reportLost(report, batches, refusal);

  function write(batches: readonly Batch[]): void {
    try {
      writeToStdout(batches, deadlineMs);
    } catch (error) {
      reportLost(report, batches, (error as Error).message);
    }
  }

  function sendOrKeep(shipment: Shipment): void {
    const target = directTarget(shipment);
    if (target === undefined) {
      forHelper.push(shipment);
      return;
    }
    const failure = sendNow(target, shipment, deadlineMs);
    if (failure === undefined) return;
    const rest = { ...shipment, batches: failure.batches };
    if (failure.isTried) reportLost(report, failure.batches, failure.reason);
    else forHelper.push(rest);
  }
}

/** The console exporter: each batch with a line break at its end. */
function writeToStdout(batches: readonly Batch[], deadlineMs: number): void {
  for (const { body } of batches) {
    const bytes = body[body.length - 1] === 0x0a ? body : Buffer.concat([body, Buffer.from('\n')]);
    writeFully(1, bytes, deadlineMs);
  }
}
