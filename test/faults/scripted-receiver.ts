import http from 'node:http';
import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { bodyOf } from '../ends/body-of';
import { RETRY_INFO } from '../ends/replies';
import type { Protocol } from '../ends/ways';

/** Answer in the place of "accepted": an HTTP status and a gRPC one, with what they bring along. */
export interface Refusal {
  readonly http: number;
  readonly grpc: number;
  /** The receiver asks for a pause of a second. */
  readonly asksForPause?: boolean;
}

/** Receiver that answers as it is told and counts spans by name. */
export interface ScriptedReceiver {
  readonly port: number;
  /** Undefined: everything is accepted. */
  refusal: Refusal | undefined;
  /** Each request is the last on its connection: GOAWAY, or `Connection: close`. */
  saysGoodbye: boolean;
  /** How often each span arrived. */
  readonly arrivals: ReadonlyMap<string, number>;
  close(): void;
}

/** Starts a receiver. */
export async function startScriptedReceiver(protocol: Protocol): Promise<ScriptedReceiver> {
  const arrivals = new Map<string, number>();
  const state = { refusal: undefined as Refusal | undefined, saysGoodbye: false, arrivals };
  const take = (body: Buffer) => {
    for (const [name] of body.toString('latin1').matchAll(/span \d+\./g))
      arrivals.set(name, (arrivals.get(name) ?? 0) + 1);
  };
  const server = protocol === 'grpc' ? grpcServer(state, take) : httpServer(state, take);
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

type State = Pick<ScriptedReceiver, 'refusal' | 'saysGoodbye'>;
type Take = (body: Buffer) => void;

function httpServer(state: State, take: Take): http.Server {
  return http.createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { refusal } = state;
    if (refusal === undefined) take(body);
    if (state.saysGoodbye) response.setHeader('connection', 'close');
    if (refusal?.asksForPause) response.setHeader('retry-after', '1');
    response.writeHead(refusal?.http ?? 200, { 'content-type': 'application/x-protobuf' }).end();
  });
}

function grpcServer(state: State, take: Take): http2.Http2Server {
  const server = http2.createServer();
  server.on('session', (session: ServerHttp2Session) => session.on('error', () => {}));
  server.on('stream', async (stream: ServerHttp2Stream) => {
    stream.on('error', () => {});
    const body = await bodyOf(stream);
    if (stream.destroyed) return;
    const { refusal } = state;
    if (refusal === undefined) take(body);
    const head = { ':status': 200, 'content-type': 'application/grpc' };
    if (refusal !== undefined) {
      const details = refusal.asksForPause ? { 'grpc-status-details-bin': RETRY_INFO } : {};
      stream.respond({ ...head, 'grpc-status': String(refusal.grpc), ...details }, { endStream: true });
    } else {
      stream.respond(head, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    }
    if (state.saysGoodbye) stream.session?.close();
  });
  return server;
}
