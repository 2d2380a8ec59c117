import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import { ContentType } from '../../otlp/fields';
import type { ConnectionOptions } from './connection-options';
import { CLOSED_SILENTLY } from './network-errors';

/** What came back, complete: the headers, the trailers (gRPC's status is in either), the message without its prefix. */
export interface GrpcReply {
  readonly kind: 'reply';
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly message: Uint8Array;
  /** The whole request has left; a receiver may answer before that. */
  readonly isAllWritten: boolean;
}

/** No complete reply. `isConnectionLost`: the connection broke before a byte of a reply came. */
export interface GrpcBreak {
  readonly kind: 'break';
  readonly error: Error;
  readonly isConnectionLost: boolean;
}

const PREFIX_BYTES = 5;
/** Longer replies are cut: what they say is for a log line. */
const MAX_REPLY_BYTES = 64 * 1024;

/** One unary call; `message` in pieces, framed. Never rejects. A call that runs out of time takes its connection along: it may be dead. */
export function callUnary(
  session: ClientHttp2Session,
  path: string,
  message: readonly Uint8Array[],
  options: ConnectionOptions,
  timeoutMs: number,
): Promise<GrpcReply | GrpcBreak> {
  return new Promise(resolve => {
    let headers: IncomingHttpHeaders | undefined;
    let trailers: IncomingHttpHeaders = {};
    let failure: Error | undefined;
    const chunks: Buffer[] = [];
    let size = 0;

    const stream = session.request(requestHeaders(path, options, timeoutMs));
    const timer = setTimeout(() => {
      failure = new Error(`no answer within ${timeoutMs} ms`);
      session.destroy(failure);
    }, timeoutMs);
    timer.unref();
    const onSessionError = (error: Error) => {
      failure ??= error;
    };
    session.once('error', onSessionError);

    stream.on('response', received => {
      headers = received;
    });
    stream.on('trailers', received => {
      trailers = received;
    });
    stream.on('data', (chunk: Buffer) => {
      if (size < MAX_REPLY_BYTES) chunks.push(chunk);
      size += chunk.length;
    });
    stream.on('error', error => {
      // When the connection breaks, the stream's own error only says that it was cancelled.
      failure ??= (error.cause as Error | undefined) ?? error;
    });
    // Comes last, after an error too, and also when the other side resets the stream.
    stream.on('close', () => {
      clearTimeout(timer);
      session.removeListener('error', onSessionError);
      if (headers !== undefined && isComplete(headers, trailers)) {
        const isAllWritten = stream.writableFinished;
        resolve({ kind: 'reply', headers, trailers, message: withoutPrefix(chunks), isAllWritten });
      } else {
        const isConnectionLost = headers === undefined && session.destroyed;
        resolve({
          kind: 'break',
          error: failure ?? closed(isConnectionLost, stream.rstCode),
          isConnectionLost,
        });
      }
    });
    for (const piece of message) stream.write(piece);
    stream.end();
  });
}

/**
 * A reply's message, in memory of its own. Node's streams of HTTP/2 outlive a call until V8's next major collection, and
 * what they lead to with them: a message in the memory that all small buffers share kept 64 KB, so that a server under load
 * had such a collection every second.
 */
function withoutPrefix(chunks: readonly Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks).subarray(PREFIX_BYTES));
}

function closed(isConnectionLost: boolean, code: number): Error {
  return new Error(isConnectionLost ? CLOSED_SILENTLY : `the call was closed (HTTP/2 code ${code})`);
}

/** A reply without a gRPC status is complete when it is no gRPC at all: then the HTTP status is the answer. */
function isComplete(headers: IncomingHttpHeaders, trailers: IncomingHttpHeaders): boolean {
  const isGrpc = headers['content-type']?.startsWith(ContentType.grpc) ?? false;
  return !isGrpc || 'grpc-status' in trailers || 'grpc-status' in headers;
}

function requestHeaders(path: string, options: ConnectionOptions, timeoutMs: number) {
  return {
    ...lowerCased(options.headers),
    ':method': 'POST',
    ':path': path,
    'content-type': ContentType.grpc,
    te: 'trailers',
    'user-agent': options.userAgent,
    'grpc-timeout': `${Math.ceil(timeoutMs)}m`,
    'grpc-accept-encoding': 'identity',
    ...(options.compression === 'gzip' && { 'grpc-encoding': 'gzip' }),
  };
}

/** HTTP/2 knows no upper case in names, and Node refuses what stands there twice. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
