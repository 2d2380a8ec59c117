import type { Destination } from '../../../../shared/otlp/destination';
import { createGrpcTransport } from '../../transports/grpc/grpc';
import { createHttpTransport } from '../../transports/http/http';
import { proxiedRequests, tunnelOf } from '../../transports/proxy/proxy';
import type { Transport } from '../../types';
import type { Losses } from '../losses';
import { createRemainder } from '../remainder';
import type { Shipment } from '../shipment';
import { throughProxy } from '../through-proxy';

export interface Delivery {
  /** Settled when nothing is left to try. Never rejects. */
  readonly done: Promise<void>;
  /** Ends the delivery: batches without an answer are lost. */
  giveUp(): void;
}

/** Sends the batches in turn until `deadlineMs` (of `process.uptime`). */
export function deliver({ destination, batches }: Shipment, deadlineMs: number, losses: Losses): Delivery {
  const remainder = createRemainder(batches, losses);

  async function sendAll(): Promise<void> {
    const transport = connect(destination);
    for (let batch = remainder.next; batch !== undefined; batch = remainder.next) {
      const result = await transport.send(batch, Math.ceil(deadlineMs - process.uptime() * 1000));
      if (remainder.next === batch) remainder.settle(result);
    }
  }

  const giveUp = () => remainder.giveUp(`no answer in time${throughProxy(destination)}`);
  return { done: sendAll().catch(error => remainder.giveUp(String(error))), giveUp };
}

/** Not by src/agent/export/transports/connect.ts: this file needs no others beside it, wherever it runs. */
export function connect(destination: Destination): Transport {
  return destination.protocol === 'grpc'
    ? createGrpcTransport(destination, tunnelOf(destination))
    : createHttpTransport(destination, proxiedRequests(destination));
}
