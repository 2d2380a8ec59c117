import http from 'node:http';
import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { decodeTraceRequest } from '../agent/export/decode-otlp';
import { bodyOf } from './body-of';
import type { Reply } from './replies';
import type { Protocol } from './ways';

/** Receiver that counts spans by name for each run: the spans that came, and the spans that it took. */
export interface CountingReceiver {
  readonly port: number;
  cameFrom(run: string): readonly string[];
  takenFrom(run: string): readonly string[];
  /** Resolves with the next request after which `wanted` holds, or at once. */
  waitUntil(wanted: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  readonly protocol: Protocol;
  readonly reply: Reply;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
}

/** The service name of programs whose end is to come before the answer. */
export const LATE_ANSWER = 'in-flight';

const LATE_MS = 150;
/** Of a gRPC message: one byte for compression, four for its length. */
const PREFIX_BYTES = 5;
/** A batch of this one span is always taken. */
export const FIRST = 'first';

/** Starts a receiver that answers as `reply` says. */
export async function startCountingReceiver(options: ReceiverOptions): Promise<CountingReceiver> {
  const notes = takeNotes();
  const server = options.protocol === 'grpc' ? grpcServer(options, notes) : httpServer(options, notes);
  const sockets = new Set<net.Socket>();
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: net.Socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.on('close', () => sockets.delete(socket));
    });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const receiver = { port: (server.address() as AddressInfo).port, close, ...notes };
  if (options.reply.instead === 'refuse') await close();
  return receiver;
}

type Notes = ReturnType<typeof takeNotes>;

function takeNotes() {
  const came = new Map<string, string[]>();
  const taken = new Map<string, string[]>();
  const checks = new Set<() => void>();

  function note(book: Map<string, string[]>, run: string, names: readonly string[]): void {
    book.set(run, [...(book.get(run) ?? []), ...names]);
    for (const check of checks) check();
  }

  return {
    came: (run: string, names: readonly string[]) => note(came, run, names),
    took: (run: string, names: readonly string[]) => note(taken, run, names),
    cameFrom: (run: string) => came.get(run) ?? [],
    takenFrom: (run: string) => taken.get(run) ?? [],
    waitUntil: (wanted: () => boolean) =>
      new Promise<void>(resolve => {
        const check = () => {
          if (!wanted()) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
  };
}

/** Decides the fate of a request's spans, and calls `answer` with the reply that counts for it, when it is due. */
function receive(
  body: Buffer,
  { reply }: ReceiverOptions,
  notes: Notes,
  answer: (isFirst: boolean) => void,
): void {
  const { run, service, names } = readRequest(body);
  notes.came(run, names);
  const isFirst = names.join() === FIRST;
  if (isFirst) notes.took(run, names);
  else if (reply.takes === 'all') notes.took(run, names);
  else if (reply.takes === 'all but one') notes.took(run, names.slice(1));
  if (service === LATE_ANSWER) setTimeout(answer, LATE_MS, isFirst);
  else answer(isFirst);
}

function grpcServer(options: ReceiverOptions, notes: Notes): net.Server {
  const { tls, reply } = options;
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls);
  server.on('session', (session: ServerHttp2Session) => session.on('error', () => {}));
  server.on('stream', async (stream: ServerHttp2Stream) => {
    stream.on('error', () => {});
    const framed = await bodyOf(stream);
    // A request that its sender has cut off is none.
    if (framed.length < PREFIX_BYTES || framed.length < PREFIX_BYTES + framed.readUInt32BE(1)) return;
    receive(framed.subarray(PREFIX_BYTES), options, notes, isFirst => {
      if (stream.destroyed) return;
      if (reply.instead === 'cut' && !isFirst) stream.session?.destroy();
      else if (reply.instead !== 'hang' || isFirst)
        answerCall(stream, isFirst ? undefined : reply.answer?.grpc);
    });
  });
  return server;
}

function answerCall(
  stream: ServerHttp2Stream,
  answer: NonNullable<Reply['answer']>['grpc'] | undefined,
): void {
  const { status = 0, headers = {}, body = Buffer.alloc(0) } = answer ?? {};
  if (status < 0) {
    stream.respond({ ':status': 200, ...headers });
    stream.end(body);
    return;
  }
  if (status > 0) {
    // An error has no message, so that the status comes with the headers.
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status), ...headers },
      { endStream: true },
    );
    return;
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([prefix, body]));
}

function httpServer(options: ReceiverOptions, notes: Notes): net.Server {
  const { tls, reply } = options;
  const server = tls === undefined ? http.createServer() : https.createServer(tls);
  server.on('request', async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const type = request.headers['content-type'];
    receive(await bodyOf(request), options, notes, isFirst => {
      if (reply.instead === 'cut' && !isFirst) request.socket.destroy();
      if (reply.instead !== undefined && !isFirst) return;
      const { status, headers = {}, body } = (isFirst ? undefined : reply.answer?.http) ?? { status: 200 };
      response.writeHead(status, { 'content-type': type, ...headers } as http.OutgoingHttpHeaders);
      response.end(body);
    });
  });
  return server;
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: object }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[];
  }[];
}

function readRequest(body: Buffer): { run: string; service: string; names: string[] } {
  const { resourceSpans } = decodeTraceRequest(body) as unknown as Request;
  const attributes = resourceSpans[0]?.resource.attributes ?? [];
  const attribute = (key: string) =>
    String(Object.values(attributes.find(one => one.key === key)?.value ?? {})[0]);
  const names = resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
  return { run: attribute('test.run'), service: attribute('service.name'), names };
}
