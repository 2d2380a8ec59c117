import type { Batch } from '../../pipeline/types';
import type { Shipment } from '../drain';
import type { DirectTarget } from './direct-target';
import { callNow } from './grpc-now';
import { postNow } from './http-now';
import { connectNow, type SocketNow } from './socket-now';

/** `undeliverable` ones were tried in vain; the others could not even be tried this way. */
export interface SendFailure {
  readonly batches: readonly Batch[];
  readonly reason: string;
  readonly isTried: boolean;
}

/** Sends the batches one after another and waits for each answer. Undefined when the receiver has taken them all. */
export function sendNow(
  target: DirectTarget,
  { batches, connection }: Shipment,
  deadlineMs: number,
): SendFailure | undefined {
  let taken = 0;
  const opened: SocketNow[] = [];
  const exchange = connection.body === 'grpc' ? callNow : postNow;
  try {
    exchange({
      target,
      connection,
      batches,
      deadlineMs,
      open(firstBytes) {
        const socket = openFirst(target, firstBytes, deadlineMs);
        opened.push(socket);
        return socket;
      },
      accepted: () => taken++,
    });
    return undefined;
  } catch (error) {
    return {
      batches: batches.slice(taken),
      reason: (error as Error).message,
      isTried: !(error instanceof NoDescriptor),
    };
  } finally {
    for (const socket of opened) socket.close();
  }
}

class NoDescriptor extends Error {}

/** The first address that takes a connection: a refusal shows when something is written. */
function openFirst({ addresses, port }: DirectTarget, firstBytes: Uint8Array, deadlineMs: number): SocketNow {
  let refusal: Error | undefined;
  for (const address of addresses) {
    const socket = connectNow(address, port, deadlineMs);
    if (socket === undefined) throw new NoDescriptor();
    try {
      socket.write(firstBytes);
      return socket;
    } catch (error) {
      socket.close();
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      refusal = new Error(`cannot connect to ${addresses.join(' or ')}, port ${port}`);
    }
  }
  throw refusal;
}
