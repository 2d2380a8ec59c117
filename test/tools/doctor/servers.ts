import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type Server } from 'node:net';
import type { TlsOptions } from 'node:tls';

/** Server on loopback. */
export interface TestServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an OTLP/HTTP receiver that answers all with `status`. */
export function startHttp({
  status = 200,
  headers = {},
  tls,
  host,
}: {
  status?: number;
  headers?: http.OutgoingHttpHeaders;
  tls?: TlsOptions;
  host?: string;
} = {}): Promise<TestServer> {
  const server = tls === undefined ? http.createServer() : https.createServer(tls);
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    request.resume().on('end', () => response.writeHead(status, headers).end());
  });
  return listen(server, host);
}

/** Starts an OTLP/gRPC receiver that answers all with this status. */
export function startGrpc({
  status = 0,
  tls,
}: {
  status?: number;
  tls?: TlsOptions;
} = {}): Promise<TestServer> {
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls);
  server.on('stream', (stream: http2.ServerHttp2Stream) => {
    stream.on('error', () => {});
    stream.resume().on('end', () => {
      stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
      stream.end(Buffer.alloc(5));
    });
  });
  return listen(server);
}

/** Starts a proxy that refuses to connect anybody. */
export function startRefusingProxy(): Promise<TestServer> {
  const server = http.createServer((_, response) =>
    response.writeHead(403, { 'proxy-status': 'test' }).end(),
  );
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  return listen(server);
}

/** Starts a server that takes connections and never says a word. */
export function startSilent(): Promise<TestServer> {
  return listen(net.createServer(socket => socket.resume()));
}

async function listen(server: Server, host = '127.0.0.1'): Promise<TestServer> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
