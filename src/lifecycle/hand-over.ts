import type { Batch } from '../pipeline/types';
import { directTarget } from './direct/direct-target';
import { sendNow } from './direct/send-now';
import type { Drain, Report, Shipment } from './drain';
import { type Helper, startHelper } from './helper/start-helper';
import { writeFully } from './when-ready';

export interface HandOverOptions {
  readonly timeoutMs: number;
  readonly report: Report;
  readonly helper: Helper;
}

/** Hands everything unsent over without an event loop, within the time. What cannot be is reported as lost. */
export function handOver(drains: readonly Drain[], { timeoutMs, report, helper }: HandOverOptions): void {
  const deadlineMs = process.uptime() * 1000 + timeoutMs;
  const forHelper: Shipment[] = [];
  for (const drain of drains) {
    const { inFlight, waiting } = drain.takeUnsent();
    const batches = [...inFlight, ...waiting];
    if (batches.length === 0) continue;
    if (drain.connection === undefined) writeToStdout(batches, deadlineMs);
    else sendOrKeep({ connection: drain.connection, peerAddress: drain.peerAddress?.(), batches });
  }
  if (forHelper.length === 0) return;
  const refusal = startHelper(helper, forHelper, deadlineMs);
  if (refusal !== undefined) for (const shipment of forHelper) reportLost(shipment, refusal);

  function sendOrKeep(shipment: Shipment): void {
    const target = directTarget(shipment);
    if (target === undefined) {
      forHelper.push(shipment);
      return;
    }
    const failure = sendNow(target, shipment, deadlineMs);
    if (failure === undefined) return;
    const rest = { ...shipment, batches: failure.batches };
    if (failure.isTried) reportLost(rest, failure.reason);
    else forHelper.push(rest);
  }

  function reportLost({ batches }: Shipment, reason: string): void {
    const items = batches.reduce((sum, batch) => sum + batch.items, 0);
    report('warn', `${items} items of ${batches[0]!.signal} dropped at the end of the process: ${reason}`);
  }
}

/** The console exporter: each batch with a line break at its end. */
function writeToStdout(batches: readonly Batch[], deadlineMs: number): void {
  for (const { body } of batches) {
    const bytes = body[body.length - 1] === 0x0a ? body : Buffer.concat([body, Buffer.from('\n')]);
    writeFully(1, bytes, deadlineMs);
  }
}
