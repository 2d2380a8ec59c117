import {
  constants,
  createServer as createSessionServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { ContentType, GrpcStatus, ServicePath } from '../../../shared/otlp/fields';
import type { Signal } from '../check-request';
import type { Inbox } from '../inbox';
import { ACCEPTED_ENCODINGS, inflate } from './body/inflate';
import { type BodyLimits, withBody } from './body/read-body';
import { DRAIN_MS, refusalOf } from './otlp-http';
import { Refusal } from './refusal';
import { encodeResponse, encodeStatus } from './replies';

/** A gRPC message is preceded by one byte that says whether it is compressed, and its length in four. */
const PREFIX_BYTES = 5;
/** Time after which a call is given up whose caller neither sends nor reads. */
const STALLED_MS = 10_000;

const SIGNALS = new Map(
  Object.entries(ServicePath).map(([signal, path]) => [path.grpc as string, signal as Signal] as const),
);

/**
 * OTLP/gRPC straight on node:http2: three unary methods need a length prefix and two trailers, not a gRPC library.
 * Measured on one core with 512 spans a call, stored: 90,000 to 111,000 spans/s here, 98,000 to 107,000 with a
 * @grpc/grpc-js server and raw byte handlers, which would add some 870 KB to the bundle.
 */
export function createGrpcServer(
  inbox: Inbox,
  limits: BodyLimits,
  exportHeaders: () => Readonly<Record<string, string>>,
): Http2Server {
  const server = createSessionServer({
    maxSessionMemory: 64,
    settings: { maxConcurrentStreams: 128, initialWindowSize: 1 << 20 },
  });
  server.on('session', session => session.on('error', () => session.destroy()));
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => {});
    stream.setTimeout(STALLED_MS, () => stream.close(constants.NGHTTP2_CANCEL));
    // A stream that is reset while nghttp2 reads is freed under it (nodejs/node#65093).
    answerCall(stream, headers, { inbox, limits, exportHeaders }).catch(() =>
      setImmediate(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR)),
    );
  });
  return server;
}

interface Service {
  readonly inbox: Inbox;
  readonly limits: BodyLimits;
  readonly exportHeaders: () => Readonly<Record<string, string>>;
}

async function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { inbox, limits, exportHeaders }: Service,
): Promise<void> {
  const { ':method': method, ':path': path = '', 'content-type': type = '' } = headers;
  if (method !== 'POST' || !type.startsWith(ContentType.grpc)) return answerNoGrpc(stream);
  const signal = SIGNALS.get(path);
  try {
    if (signal === undefined) throw new Refusal('unsupported', `the method ${path} is not known here`);
    const encoding = String(headers['grpc-encoding'] ?? 'identity');
    const taken = await withBody(stream, limits, body =>
      inbox.take(signal, messageIn(body, encoding, limits.maxBodyBytes)),
    );
    answer(stream, encodeResponse(taken), exportHeaders());
  } catch (error) {
    refuse(stream, refusalOf(error));
  }
}

function messageIn(body: Buffer, encoding: string, maxBytes: number): Buffer {
  const length = body.length < PREFIX_BYTES ? -1 : body.readUInt32BE(1);
  if (length !== body.length - PREFIX_BYTES)
    throw new Refusal('malformed', 'the call must hold exactly one message');
  const message = body.subarray(PREFIX_BYTES);
  return body[0] === 0 ? message : inflate(message, encoding, maxBytes);
}

function answer(
  stream: ServerHttp2Stream,
  message: Uint8Array,
  more: Readonly<Record<string, string>>,
): void {
  if (stream.destroyed) return;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond(
    {
      ':status': 200,
      'content-type': `${ContentType.grpc}+proto`,
      ...more,
      'grpc-accept-encoding': ACCEPTED_ENCODINGS,
    },
    { waitForTrailers: true },
  );
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(GrpcStatus.OK) }));
  stream.end(Buffer.concat([prefix, message]));
}

/** A "trailers-only" answer (gRPC over HTTP/2): status and message in the headers. */
function refuse(stream: ServerHttp2Stream, refusal: Refusal): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': ContentType.grpc,
      'grpc-status': String(refusal.grpcStatus),
      'grpc-message': encodeURIComponent(refusal.message),
      'grpc-status-details-bin': Buffer.from(encodeStatus(refusal)).toString('base64'),
      'grpc-accept-encoding': ACCEPTED_ENCODINGS,
    },
    { endStream: true },
  );
  // Reads and forgets the rest of an unwanted body: unread, it would fill the window of all streams, and a stream that
  // is reset at once loses its answer.
  stream.resume();
  setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), DRAIN_MS).unref();
}

function answerNoGrpc(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 415, 'content-type': 'text/plain' });
  stream.end('This port speaks OTLP over gRPC.\n');
}
