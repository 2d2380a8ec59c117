import type { ClientHttp2Session, Http2Session } from 'node:http2';
import { promisify } from 'node:util';
import { keepRecord } from '../../emitters/connection-record';

/** Server that a session was opened to. */
export interface Connection {
  readonly protocol: string;
  /** `server.address` and `server.port`. */
  readonly address: string;
  readonly port: number;
}

export type Connect = ((this: unknown, ...args: unknown[]) => ClientHttp2Session) & {
  [promisify.custom]?: (this: unknown, ...args: unknown[]) => Promise<ClientHttp2Session>;
};

const connections = new WeakMap<Http2Session, Connection>();

/** Wraps `http2.connect` and its promise form: notes the server of each session. */
export function tracingConnect(original: Connect, onSession: (session: ClientHttp2Session) => void): Connect {
  const note = (session: ClientHttp2Session, args: readonly unknown[]) => {
    onSession(session);
    const connection = readConnection(args);
    if (connection !== undefined) connections.set(session, connection);
    return session;
  };
  const connect: Connect = function (...args) {
    return note(original.apply(this, args), args);
  };
  const later = original[promisify.custom];
  if (later !== undefined) {
    // An arrow function of two parameters, as Node's own.
    const value = (authority: unknown, options: unknown) =>
      later(authority, options).then(session => note(session, [authority, options]));
    Object.defineProperty(connect, promisify.custom, { value });
  }
  return connect;
}

type Authority = Partial<Record<'protocol' | 'hostname' | 'host' | 'port', string>>;

/** Reads the server as Node does, which has accepted these arguments. */
function readConnection([authority, options]: readonly unknown[]): Connection | undefined {
  try {
    const given: Authority = typeof authority === 'string' ? new URL(authority) : Object(authority);
    const protocol = given.protocol || (Object(options) as Authority).protocol || 'https:';
    const address = given.hostname || given.host || 'localhost';
    return {
      protocol,
      address: address.startsWith('[') ? address.slice(1, -1) : address,
      port: Number(given.port || (given.protocol === 'http:' ? 80 : 443)),
    };
  } catch {
    return undefined; // A getter of the app's.
  }
}

/** Returns the server of a session; undefined for a session that was opened before the agent came. */
export function connectionOf(session: Http2Session): Connection | undefined {
  return connections.get(session);
}

/** Other side of a session. */
export interface Peer {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

const peers = new WeakMap<Http2Session, Peer>();

/** Returns the other side, with a record for what spans of the session share. */
export function peerOf(session: Http2Session | undefined): Peer {
  if (session === undefined || session.destroyed) return UNKNOWN;
  const known = peers.get(session);
  if (known !== undefined) return known;
  const { remoteAddress, remotePort } = session.socket;
  const peer: Peer = { remoteAddress, remotePort };
  keepRecord(peer);
  peers.set(session, peer);
  return peer;
}

const UNKNOWN: Peer = { remoteAddress: undefined, remotePort: undefined };
