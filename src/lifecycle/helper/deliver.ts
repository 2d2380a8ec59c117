import type { Batch } from '../../pipeline/types';
import type { Connection, Shipment } from '../drain';
import { call, connectForCalls } from './call';
import { post } from './post';

export interface Delivery {
  /** What the receiver has not taken yet. */
  readonly left: Batch[];
  /** Rejects at the first batch that the receiver does not take. */
  readonly done: Promise<void>;
}

/** Sends the batches one after another. */
export function deliver({ connection, batches }: Shipment): Delivery {
  const left = [...batches];
  return { left, done: sendAll() };

  async function sendAll(): Promise<void> {
    const send = sender(connection);
    for (const batch of batches) {
      await send(batch);
      left.shift();
    }
  }
}

function sender(connection: Connection): (batch: Batch) => Promise<void> {
  if (connection.body !== 'grpc') return batch => post(connection, batch);
  const session = connectForCalls(connection);
  return batch => call(session, connection, batch);
}
