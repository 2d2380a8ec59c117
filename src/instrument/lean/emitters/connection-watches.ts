import { keepRecord, recordOf } from './connection-record';
import type { ServedMessage, ServedWatch } from './served-watch';

/*
 * The watches on the messages of one connection, kept with its socket. What is kept with the messages themselves costs
 * each request twice: to put it there, and again when Express changes their prototypes (4 of 40 us, Node 24).
 */

/** False where there is no connection to keep it with. */
export function keepWatch(watch: ServedWatch): boolean {
  const record = keepRecord(watch.request?.socket);
  if (record === undefined) return false;
  if (record.latest !== undefined) {
    record.earlier ??= [];
    record.earlier.push(record.latest);
  }
  record.latest = watch;
  return true;
}

/** The watch on a message, if it is kept with its connection. */
export function watchBy(message: ServedMessage): ServedWatch | undefined {
  const record = recordOf((message.req ?? message).socket);
  if (record === undefined) return undefined;
  if (record.latest !== undefined && isOf(record.latest, message)) return record.latest;
  return record.earlier?.find(watch => isOf(watch, message));
}

/** The messages are closed; a connection that waits for its next request must not keep them alive. */
export function releaseWatch(watch: ServedWatch): void {
  const record = recordOf(watch.request?.socket);
  if (record === undefined) return; // Kept otherwise.
  if (record.latest === watch) record.latest = undefined;
  else record.earlier = record.earlier?.filter(other => other !== watch);
}

function isOf(watch: ServedWatch, message: object): boolean {
  return watch.response === message || watch.request === message;
}
