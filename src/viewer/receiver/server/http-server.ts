import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Inbox } from '../inbox';
import type { BodyLimits } from './body/read-body';
import { Connections } from './connections';
import { isFromElsewhere, isHostAllowed } from './host-check';
import { answerExport, signalOfPath } from './otlp-http';
import { setSecurityHeaders } from './security-headers';
import { sendText } from './send';

/** Answers a request that is no export; returns false if it does not know the path. */
export type Routes = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => boolean | Promise<boolean>;

export interface HttpServerOptions {
  readonly inbox: Inbox;
  readonly limits: BodyLimits;
  readonly routes: Routes;
  /** Names besides localhost, the machine's own and addresses that the viewer may be called by. */
  readonly allowedHosts: readonly string[];
  /** Text for a gRPC client that calls this port; `onGrpcHint` is called too. */
  readonly grpcHint: string;
  readonly onGrpcHint: () => void;
  /** Headers of answers to exports. */
  readonly exportHeaders: () => Readonly<Record<string, string>>;
}

/** A browser opens six, an exporter one; a process may have some hundred files open at least. */
const CONNECTION_LIMITS = { maxConnections: 512, maxUnreadBytes: 64 * 2 ** 20 };

/** OTLP/HTTP, the query API and the web viewer on one port. */
export function createHttpServer(options: HttpServerOptions): Server {
  const connections = new Connections(CONNECTION_LIMITS);
  const server = createServer((request, response) => {
    connections.serve(request, response, () => {
      setSecurityHeaders(response);
      answer(request, response, options).catch(() => {
        if (response.headersSent) response.destroy();
        else sendText(response, 500, 'The viewer failed on this request.');
      });
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  connections.watch(server);
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    const isGrpc = error.rawPacket?.toString('latin1', 0, 14) === 'PRI * HTTP/2.0';
    if (isGrpc) options.onGrpcHint();
    if (!socket.writable) return void socket.destroy();
    const body = isGrpc ? options.grpcHint : 'This is not HTTP/1.1.';
    socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${body}\n`);
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { inbox, limits, routes, allowedHosts, exportHeaders }: HttpServerOptions,
): Promise<void> {
  const url = parseUrl(request.url);
  if (url === undefined) return sendText(response, 400, 'This is not a path.');
  const signal = signalOfPath(url.pathname);
  if (isFromElsewhere(request.headers))
    return sendText(response, 403, 'Pages of other sites may not call the viewer.');
  if (signal !== undefined) {
    for (const [name, value] of Object.entries(exportHeaders())) response.setHeader(name, value);
    return answerExport(request, response, signal, inbox, limits);
  }
  if (!isHostAllowed(request.headers.host, allowedHosts)) {
    return sendText(
      response,
      403,
      'The viewer is not known by this name; start it with --allow-host NAME if it should be.',
    );
  }
  if (!(await routes(request, response, url))) sendText(response, 404, 'There is nothing here.');
}

function parseUrl(target = '/'): URL | undefined {
  // A second slash would be read as the start of a host name.
  return URL.canParse(target.replace(/^\/+/, '/'), 'http://viewer')
    ? new URL(target.replace(/^\/+/, '/'), 'http://viewer')
    : undefined;
}
