import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { TLS } from './receivers';

/** Replies of a receiver to a request that it has read to its end; with the last there is no such request. */
export const REPLIES = [
  'accepts',
  'takes a part',
  'does not have the signal',
  'refuses the credentials',
  'refuses the batch',
  'is exhausted',
  'is exhausted for a moment',
  'is unavailable',
  'hangs',
  'closes the connection',
  'breaks off within the reply',
  'is a web page',
  'accepts, and the connection is cut',
  "shows a stranger's certificate",
] as const;
export type Reply = (typeof REPLIES)[number] | 'accepts when told' | 'refuses the size';

/** After this the sender cannot know that the batch has arrived. */
export const CUT: Reply = 'accepts, and the connection is cut';
/** Take the connection along, with all calls that are under way on it. */
export const CUTTERS: readonly Reply[] = [
  CUT,
  'hangs',
  'closes the connection',
  'breaks off within the reply',
];
export const STRANGER: Reply = "shows a stranger's certificate";

/** A receiver that answers as it is told, then accepts everything, and counts the ids that it has accepted. */
export interface ScriptedReceiver {
  readonly origin: string;
  /** The coming replies, in the order of the requests. Forgets earlier batches. */
  play(replies: readonly Reply[]): void;
  /** Will the next request have no answer? */
  isHangingNext(): boolean;
  /** Counts how often each id was accepted. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Resolves when `wanted` holds, which is looked at with each request. */
  waitUntil(wanted: () => boolean): Promise<void>;
  /** Requests with more bytes than this are refused for their size. */
  limit(bytes: number): void;
  /** Number of requests that have been read since `play`. */
  requests(): number;
  /** Answers the requests that wait. */
  tell(): void;
  close(): void;
}

/** Reads the ids in a request's body; `path` says of which signal they are. */
export type ReadIds = (body: Buffer, path: string) => string[];
const separated: ReadIds = body => body.toString().split(',');

/** `mutual`: only a client with a certificate is served. */
export type IsTls = boolean | 'mutual';

const tlsOptions = (isTls: IsTls) => ({ ...TLS.server, requestCert: isTls === 'mutual' });

/** Over HTTP. */
export async function scriptedHttpReceiver(
  isTls: IsTls,
  readIds: ReadIds = separated,
  port = 0,
): Promise<ScriptedReceiver> {
  const server = isTls ? https.createServer(tlsOptions(isTls)) : http.createServer();
  const script = createScript(isTls ? (server as unknown as TlsServer) : undefined, () =>
    server.closeIdleConnections(),
  );
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    read(request, body => {
      answerHttp(response, readIds(body, request.url!), script, script.replyTo(body));
      script.noteRequest();
    });
  });
  return {
    origin: `${isTls ? 'https' : 'http'}://127.0.0.1:${await listen(server, port)}`,
    ...script,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerHttp(response: http.ServerResponse, ids: string[], script: Script, reply: Reply): void {
  // A connection that is used again would not meet the certificate.
  if (script.isStrangerNext()) response.setHeader('connection', 'close');
  const end = (status: number, headers: http.OutgoingHttpHeaders = {}, text: string | Buffer = '') =>
    response.writeHead(status, headers).end(text);
  switch (reply) {
    case 'accepts':
      script.accept(ids);
      end(200);
      break;
    case 'accepts when told':
      script.hold(() => {
        script.accept(ids);
        end(200);
      });
      break;
    case 'takes a part':
      end(200, { 'content-type': 'application/x-protobuf' }, script.acceptPart(ids));
      break;
    case 'does not have the signal':
      end(404);
      break;
    case 'refuses the credentials':
      end(401);
      break;
    case 'refuses the size':
      end(413);
      break;
    case 'refuses the batch':
      end(400);
      break;
    case 'is exhausted':
      end(429);
      break;
    case 'is exhausted for a moment':
      end(429, { 'retry-after': '0' });
      break;
    case 'is unavailable':
      end(503);
      break;
    case 'is a web page':
      end(200, { 'content-type': 'text/html' }, '<p>Hello');
      break;
    case 'breaks off within the reply':
      response.writeHead(200, { 'content-length': 100 }).write('x');
      setImmediate(() => response.socket?.destroy());
      break;
    case CUT:
      script.accept(ids);
      response.socket?.destroy();
      break;
    case 'closes the connection':
      response.socket?.destroy();
      break;
    default: // Hangs.
  }
}

/** Over gRPC, on node:http2. */
export async function scriptedGrpcReceiver(
  isTls: IsTls,
  readIds: ReadIds = separated,
  port = 0,
): Promise<ScriptedReceiver> {
  const server = isTls ? http2.createSecureServer(tlsOptions(isTls)) : http2.createServer();
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session: http2.ServerHttp2Session) => {
    sessions.add(session);
    session.on('error', () => {}).on('close', () => sessions.delete(session));
  });
  const script = createScript(isTls ? (server as unknown as TlsServer) : undefined, () => {
    for (const session of sessions) session.close();
  });
  server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    stream.on('error', () => {});
    read(stream, body =>
      // Node 20 to 24 can corrupt their memory where a session ends while nghttp2 reads (nodejs/node#65093).
      setImmediate(() => {
        // Its connection has been closed by another call's reply.
        if (stream.destroyed) return;
        answerGrpc(stream, readIds(body.subarray(5), headers[':path']!), script, script.replyTo(body));
        script.noteRequest();
      }),
    );
  });
  return {
    origin: `${isTls ? 'https' : 'http'}://127.0.0.1:${await listen(server, port)}`,
    ...script,
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

const RETRY_AT_ONCE =
  // google.rpc.Status with a RetryInfo whose delay is empty, in base64.
  Buffer.concat([
    Buffer.from([0x08, 8, 0x1a, 0x2c, 0x0a, 0x28]),
    Buffer.from('type.googleapis.com/google.rpc.RetryInfo'),
    Buffer.from([0x12, 0]),
  ]).toString('base64');

const GRPC_STATUS: Partial<Record<Reply, number>> = {
  'does not have the signal': 12,
  'refuses the credentials': 16,
  'refuses the batch': 3,
  'refuses the size': 8,
  'is exhausted': 8,
  'is exhausted for a moment': 8,
  'is unavailable': 14,
};

function answerGrpc(stream: http2.ServerHttp2Stream, ids: string[], script: Script, reply: Reply): void {
  const end = (status: number, message: Buffer = Buffer.alloc(0), details?: string) => {
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () =>
      stream.sendTrailers({
        'grpc-status': status,
        ...(details && { 'grpc-status-details-bin': details }),
        ...(reply === 'refuses the size' && { 'grpc-message': 'grpc: received message larger than max' }),
      }),
    );
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
  };
  switch (reply) {
    case 'accepts':
      script.accept(ids);
      end(0);
      break;
    case 'accepts when told':
      script.hold(() => {
        script.accept(ids);
        end(0);
      });
      break;
    case 'takes a part':
      end(0, script.acceptPart(ids));
      break;
    case 'is exhausted for a moment':
      end(8, undefined, RETRY_AT_ONCE);
      break;
    case 'is a web page':
      stream.respond({ ':status': 200, 'content-type': 'text/html' });
      stream.end('<p>Hello');
      break;
    case 'breaks off within the reply':
      stream.respond({ 'content-type': 'application/grpc' });
      setImmediate(() => stream.session?.destroy());
      break;
    case CUT:
      script.accept(ids);
      stream.session?.destroy();
      break;
    case 'closes the connection':
      stream.session?.destroy();
      break;
    case 'hangs':
      break;
    default:
      end(GRPC_STATUS[reply]!);
  }
}

type Script = ReturnType<typeof createScript>;

function createScript(server: TlsServer | undefined, dropIdle: () => void) {
  const accepted = new Map<string, number>();
  const held: (() => void)[] = [];
  const looks = new Set<() => void>();
  let coming: Reply[] = [];
  let requests = 0;
  let maxBytes = Number.POSITIVE_INFINITY;
  const isStrangerNext = () => server !== undefined && coming[0] === STRANGER;

  function shift(): Reply | undefined {
    const reply = coming.shift();
    meetNext();
    return reply;
  }

  function meetNext(): void {
    if (server === undefined) return;
    const { key, cert } = isStrangerNext() ? TLS.client : TLS.server;
    server.setSecureContext({ key, cert, ca: TLS.server.ca });
    if (isStrangerNext()) setImmediate(dropIdle);
  }

  server?.on('connection', socket => {
    if (isStrangerNext()) socket.once('close', () => isStrangerNext() && shift());
  });

  return {
    accepted,
    isStrangerNext,
    isHangingNext: () => coming.find(reply => reply !== STRANGER) === 'hangs',
    play(replies: readonly Reply[]) {
      coming = replies.filter(reply => server !== undefined || reply !== STRANGER);
      accepted.clear();
      requests = 0;
      meetNext();
    },
    replyTo(body: Buffer): Reply {
      if (body.length > maxBytes) return 'refuses the size';
      while (isStrangerNext()) shift();
      return shift() ?? 'accepts';
    },
    accept(ids: readonly string[]) {
      for (const id of ids) accepted.set(id, (accepted.get(id) ?? 0) + 1);
    },
    hold(answer: () => void) {
      held.push(answer);
    },
    requests: () => requests,
    limit(bytes: number) {
      maxBytes = bytes;
    },
    tell() {
      for (const answer of held.splice(0)) answer();
    },
    async waitUntil(wanted: () => boolean) {
      while (!wanted()) await new Promise<void>(resolve => looks.add(resolve));
    },
    noteRequest() {
      requests++;
      for (const look of looks) look();
      looks.clear();
    },
    /** All but one: ExportTraceServiceResponse { partial_success { rejected_spans: 1 } }. */
    acceptPart([, ...rest]: readonly string[]): Buffer {
      this.accept(rest);
      return Buffer.from([0x0a, 2, 0x08, 1]);
    },
  };
}

function read(stream: NodeJS.ReadableStream, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(Buffer.concat(chunks)));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise(resolve => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
