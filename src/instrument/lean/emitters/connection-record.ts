import { Existing } from './existing';
import type { ServedWatch } from './served-watch';

/** What is remembered of one connection of a server, for as long as its socket lives. */
export interface ConnectionRecord {
  /** On the messages of its latest request, while they are open. */
  latest: ServedWatch | undefined;
  /** Of requests that were sent before the answer to the one before them. */
  earlier: ServedWatch[] | undefined;
  /** What all spans of its requests say; belongs to http/connection.ts. */
  common: object | undefined;
}

/**
 * The record that is kept on a socket. It is a single field because V8 makes a dictionary of an object that gets many
 * in this way, and all that the host does with it takes longer then (4 us of a request over a Duplex, Node 24).
 */
class KeptRecord extends Existing {
  #record: ConnectionRecord = { latest: undefined, earlier: undefined, common: undefined };

  static of(socket: object): ConnectionRecord | undefined {
    return #record in socket ? (socket as KeptRecord).#record : undefined;
  }

  static keep(socket: object): ConnectionRecord {
    return (new KeptRecord(socket) as KeptRecord).#record;
  }
}

/** Undefined for a connection that has no record yet, and where there is no connection. */
export function recordOf(socket: object | null | undefined): ConnectionRecord | undefined {
  return typeof socket === 'object' && socket !== null ? KeptRecord.of(socket) : undefined;
}

/** The record of a connection, made now if need be. Undefined where there is no connection. */
export function keepRecord(socket: object | null | undefined): ConnectionRecord | undefined {
  return typeof socket === 'object' && socket !== null
    ? (KeptRecord.of(socket) ?? KeptRecord.keep(socket))
    : undefined;
}
