import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { builtin } from './builtin';
import type { ConnectionOptions } from './connection-options';
import { guardConnect } from './guard-connect';

/** One connection for all signals that have the same address and TLS material. */
const sessions = new Map<string, ClientHttp2Session>();

/** The open connection to `options.url`, or a new one; `isReused` tells which. */
export function openSession(options: ConnectionOptions): { session: ClientHttp2Session; isReused: boolean } {
  const key = sessionKey(options);
  const known = sessions.get(key);
  if (known !== undefined && !known.closed && !known.destroyed) return { session: known, isReused: true };
  const session = connect(options);
  sessions.set(key, session);
  const forget = () => {
    if (sessions.get(key) === session) sessions.delete(key);
  };
  session.on('close', forget);
  // The receiver is going to close: calls in progress may end, new ones need a new connection.
  session.on('goaway', forget);
  // Each call hears of it through its stream. Without a listener it would end the process.
  session.on('error', forget);
  return { session, isReused: false };
}

/** Closes the connection once its calls have ended; another signal that still needs it makes a new one. */
export function closeSession(options: ConnectionOptions): void {
  const key = sessionKey(options);
  const session = sessions.get(key);
  sessions.delete(key);
  session?.close();
}

function connect(options: ConnectionOptions): ClientHttp2Session {
  const http2 = builtin('node:http2');
  const { origin } = parseTarget(options.url);
  const socket = guardConnect(openSocket(options));
  // A socket of our own: one that http2 makes is not closed with the session as long as it is not connected.
  const session = http2.connect(origin, { createConnection: () => socket, settings: { enablePush: false } });
  session.unref();
  return session;
}

function openSocket({ url, tls }: ConnectionOptions): Socket {
  const net = builtin('node:net');
  const { origin, socketPath } = parseTarget(url);
  if (socketPath !== undefined) return net.connect(socketPath);
  const { protocol, hostname, port } = new URL(origin);
  // An IPv6 address stands in brackets in a URL, and without them in a socket's options.
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'http:') return net.connect({ host, port: Number(port || 80) });
  const { connect: connectTls } = builtin('node:tls');
  return connectTls({
    ...tls,
    host,
    port: Number(port || 443),
    ALPNProtocols: ['h2'],
    // A server name must not be an address (RFC 6066).
    ...(net.isIP(host) === 0 && { servername: host }),
  });
}

/** The address in the forms that OTEL_EXPORTER_OTLP_ENDPOINT takes: a URL, host:port, unix:path. */
function parseTarget(url: string): { origin: string; socketPath?: string } {
  const socket = /^unix:(?:\/\/)?(.+)$/.exec(url);
  if (socket !== null) return { origin: 'http://localhost', socketPath: socket[1]! };
  return { origin: new URL(/^https?:\/\//i.test(url) ? url : `http://${url}`).origin };
}

function sessionKey({ url, tls }: ConnectionOptions): string {
  const { origin, socketPath } = parseTarget(url);
  return [origin, socketPath, tls?.ca, tls?.key, tls?.cert].join('\n');
}
