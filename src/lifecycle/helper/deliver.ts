import type { Shipment } from '../drain';
import { call, connectForCalls } from './call';
import { post } from './post';

/** Sends the batches one after another; rejects at the first one that the receiver does not take. */
export async function deliver({ connection, batches }: Shipment): Promise<void> {
  if (connection.body !== 'grpc') {
    for (const batch of batches) await post(connection, batch);
    return;
  }
  const session = connectForCalls(connection);
  for (const batch of batches) await call(session, connection, batch);
}
