import type { Socket } from 'node:net';
import { type Destination, originOf } from '../../../../shared/otlp/destination';
import { builtin } from '../builtin';
import { guardConnect } from '../guard-connect';
import { Http2Connection } from './http2/http2-connection';

/** Connections by address and TLS material; all signals share them. */
const sessions = new Map<string, Http2Connection>();

/** Connection for a call; `isReused` tells whether it was open before. */
export interface OpenSession {
  readonly session: Http2Connection;
  readonly isReused: boolean;
}

/** Makes a connection to the receiver through a tunnel; rejects with the reason. */
export type OpenTunnel = (timeoutMs: number) => Promise<Socket>;

/** Returns the open connection to the destination, or a new one. */
export function openSession(destination: Destination): OpenSession {
  return reuse(destination) ?? { session: keep(destination, openSocket(destination)), isReused: false };
}

/** Returns the open connection to the destination, or a new one within a tunnel, which calls that come meanwhile share. */
export async function openSessionIn(
  tunnel: OpenTunnel,
  destination: Destination,
  timeoutMs: number,
): Promise<OpenSession> {
  const open = reuse(destination);
  if (open !== undefined) return open;
  const key = sessionKey(destination);
  const opening =
    openings.get(key) ??
    tunnel(timeoutMs)
      .then(socket => keep(destination, destination.isTls ? startTls(destination, { socket }) : socket))
      .finally(() => openings.delete(key));
  openings.set(key, opening);
  return { session: await opening, isReused: false };
}

/** Connections in the making, within tunnels. */
const openings = new Map<string, Promise<Http2Connection>>();

function reuse(destination: Destination): OpenSession | undefined {
  const known = sessions.get(sessionKey(destination));
  return known === undefined || !known.takesCalls ? undefined : { session: known, isReused: true };
}

function keep(destination: Destination, socket: Socket): Http2Connection {
  const key = sessionKey(destination);
  const session = new Http2Connection(guardConnect(socket), () => {
    if (sessions.get(key) === session) sessions.delete(key);
  });
  sessions.set(key, session);
  return session;
}

/** Closes the connection once its calls have ended; another signal that still needs it makes a new one. */
export function closeSession(destination: Destination): void {
  const key = sessionKey(destination);
  const session = sessions.get(key);
  sessions.delete(key);
  session?.close();
}

function openSocket(destination: Destination): Socket {
  const { isTls, host, port, socketPath } = destination;
  const net = builtin('node:net');
  if (socketPath !== undefined) return net.connect(socketPath);
  return isTls ? startTls(destination, { host, port }) : net.connect({ host, port });
}

function startTls(
  { host, tls }: Destination,
  target: { readonly host: string; readonly port: number } | { readonly socket: Socket },
): Socket {
  const { connect: connectTls } = builtin('node:tls');
  return connectTls({
    ...tls,
    ...target,
    ALPNProtocols: ['h2'],
    // A server name must not be an address (RFC 6066).
    ...(builtin('node:net').isIP(host) === 0 ? { servername: host } : 'socket' in target && { host }),
  });
}

function sessionKey(destination: Destination): string {
  const { ca, key, cert } = destination.tls;
  return [originOf(destination), ca, key, cert].join('\n');
}
