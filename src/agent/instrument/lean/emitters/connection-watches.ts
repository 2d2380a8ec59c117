import { keepRecord, recordOf } from './connection-record';
import type { ServedMessage, ServedWatch } from './served-watch';

/*
 * Keeps the watches on the messages of a connection with its socket. A watch on the messages themselves would cost each
 * request twice: to put it there, and again when Express changes their prototypes (4 of 40 us, Node 24).
 */

/** Keeps a watch with its connection; false without a connection. */
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

/** Returns the watch on a message, if it is kept with its connection. */
export function watchBy(message: ServedMessage): ServedWatch | undefined {
  const record = recordOf((message.req ?? message).socket);
  if (record === undefined) return undefined;
  const { latest } = record;
  // Asked for at each event of a message, hence without a call.
  if (latest !== undefined && (latest.response === message || latest.request === message)) return latest;
  return record.earlier?.find(watch => isOf(watch, message));
}

/** Returns the other watches on this connection whose messages are open. */
export function othersOn(watch: ServedWatch): ServedWatch[] {
  const { earlier = [], latest } = recordOf(watch.request?.socket) ?? {};
  return [...earlier, ...(latest === undefined ? [] : [latest])].filter(other => other !== watch);
}

/** Drops the watch on closed messages: a connection that waits for its next request must not keep them alive. */
export function releaseWatch(watch: ServedWatch): void {
  const record = recordOf(watch.request?.socket);
  if (record === undefined) return; // Not kept here.
  if (record.latest === watch) record.latest = undefined;
  else record.earlier = record.earlier?.filter(other => other !== watch);
}

function isOf(watch: ServedWatch, message: object): boolean {
  return watch.response === message || watch.request === message;
}
