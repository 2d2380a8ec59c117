import { patchFunction } from '../../patch-function';
import { measureRequests } from './instruments';
import { tracingSend } from './trace-send';
import { tracingTransaction } from './trace-transaction';
import type { Client, Producer } from './types';

/** Has a producer's messages traced until the broker has answered. */
export function patchProducer(client: Client, producer: Producer): void {
  const { send, sendBatch, transaction } = producer;
  patchFunction(producer, 'send', tracingSend(client, send));
  // The first releases have neither.
  if (sendBatch) patchFunction(producer, 'sendBatch', tracingSend(client, sendBatch));
  if (transaction) patchFunction(producer, 'transaction', tracingTransaction(client, transaction));
  measureRequests(client.instruments, producer);
}
