import { ReturnOverride } from './return-override';
import type { ServedWatch } from './served-watch';

/** State of a server connection, kept for as long as its socket lives. */
export interface ConnectionRecord {
  /** Watch on the messages of its latest request, while they are open. */
  latest: ServedWatch | undefined;
  /** Watches on earlier requests whose messages are still open: clients may send the next before an answer. */
  earlier: ServedWatch[] | undefined;
  /** Attributes that all spans of its requests share; belongs to http/server/connection.ts. */
  common: object | undefined;
}

/**
 * Keeps the record on a socket, as a single field. V8 turns an object that gets many private fields into a dictionary,
 * which slows down everything that the host does with it (4 us of a request over a Duplex, Node 24).
 */
class KeptRecord extends ReturnOverride {
  #record: ConnectionRecord = { latest: undefined, earlier: undefined, common: undefined };

  static of(socket: object | null | undefined): ConnectionRecord | undefined {
    const isKept = typeof socket === 'object' && socket !== null && #record in socket;
    return isKept ? (socket as KeptRecord).#record : undefined;
  }

  static keep(socket: object): ConnectionRecord {
    return (new KeptRecord(socket) as KeptRecord).#record;
  }
}

/** Returns the record of a connection; undefined if it has none yet, or without a connection. */
export const recordOf = KeptRecord.of;

/** Returns the record of a connection, made now if need be; undefined without a connection. */
export function keepRecord(socket: object | null | undefined): ConnectionRecord | undefined {
  return typeof socket === 'object' && socket !== null
    ? (KeptRecord.of(socket) ?? KeptRecord.keep(socket))
    : undefined;
}
