import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import type { Batch } from '../../../src/agent/export/types';

/** Receivers of the tests: real servers on a port of their own on the loopback. All are closed by `closeReceivers`. */
const open = new Set<() => void>();

export function closeReceivers(): void {
  for (const close of open) close();
  open.clear();
}

export const BATCH: Batch = { signal: 'traces', body: Buffer.from('the encoded spans'), items: 10 };

const pem = (name: string) => readFileSync(path.join(__dirname, 'tls', `${name}.pem`));
export const TLS = {
  server: { key: pem('server-key'), cert: pem('server'), ca: pem('ca') },
  client: { key: pem('client-key'), cert: pem('client'), ca: pem('ca') },
};

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly url: string | undefined;
  readonly body: Buffer;
}

export type HttpHandler = (received: Received, response: http.ServerResponse) => void;

/** An HTTP server that hands over complete requests. Returns its origin. */
export async function httpReceiver(handle: HttpHandler, tls?: https.ServerOptions): Promise<string> {
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      handle({ headers: request.headers, url: request.url, body: Buffer.concat(chunks) }, response);
    });
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  const port = await listen(server);
  open.add(() => {
    server.close();
    server.closeAllConnections();
  });
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
}

/** Starts a server that gives its connections to `handle`. Returns its origin. */
export async function tcpReceiver(handle: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  const port = await listen(server);
  open.add(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${port}`;
}

/** A plain HTTP/2 server. Returns its port. */
export async function http2Receiver(
  handle: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void,
  port = 0,
): Promise<number> {
  const server = http2.createServer(handle);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', session => sessions.add(session));
  const bound = await listen(server, port);
  open.add(() => {
    server.close();
    for (const session of sessions) session.destroy();
  });
  return bound;
}

export type GrpcHandler = grpc.handleUnaryCall<Buffer, Buffer>;

/** A gRPC server (grpc-js) with the TraceService, bytes in and out. Returns its origin. */
export async function grpcReceiver(
  handle: GrpcHandler | undefined,
  credentials = grpc.ServerCredentials.createInsecure(),
): Promise<string> {
  const server = new grpc.Server();
  const identity = (bytes: Buffer) => bytes;
  const method = {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  } as const;
  if (handle !== undefined) server.addService({ Export: method }, { Export: handle });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  open.add(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

/** An address where nobody listens. */
export async function nobody(): Promise<string> {
  const server = net.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function listen(server: net.Server, port = 0): Promise<number> {
  return new Promise(resolve => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
