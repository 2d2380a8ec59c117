import { ContentType } from '../../../../shared/otlp/fields';
import { CLOSED_SILENTLY } from '../network-errors';
import { PREFIX_BYTES } from './grpc-request';
import { REFUSED } from './http2/frames';
import type { Headers } from './http2/hpack';
import type { Http2Call, Http2Connection } from './http2/http2-connection';
import type { StreamReply } from './http2/stream-replies';

/** A complete reply: the headers, the trailers (gRPC's status is in either), the message without its prefix. */
export interface GrpcReply {
  readonly kind: 'reply';
  readonly headers: Headers;
  readonly trailers: Headers;
  readonly message: Uint8Array;
  /** True if the whole request has left; a receiver may answer before that. */
  readonly isAllWritten: boolean;
}

/** Call without a complete reply. `isConnectionLost`: it broke before a reply came, or the receiver did not take the call. */
export interface GrpcBreak {
  readonly kind: 'break';
  readonly error: Error;
  readonly isConnectionLost: boolean;
}

export interface CallOptions {
  readonly timeoutMs: number;
  readonly onOpen: (call: Http2Call) => void;
}

/**
 * Makes a unary call; `message` comes in pieces, framed. Never rejects. A call that runs out of time destroys its
 * connection, which may be dead.
 */
export function callUnary(
  connection: Http2Connection,
  headers: Headers,
  message: readonly Uint8Array[],
  { timeoutMs, onOpen }: CallOptions,
): Promise<GrpcReply | GrpcBreak> {
  return new Promise(resolve => {
    const timer = setTimeout(
      () => connection.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    const onEnd = (reply: StreamReply | undefined) => {
      clearTimeout(timer);
      resolve(replyOf(reply, call.isAllWritten) ?? breakOf(reply, connection));
    };
    const call = connection.call({ headers, message, onEnd });
    onOpen(call);
  });
}

/** Makes the reply of a settled stream; undefined if it is not complete. */
function replyOf(reply: StreamReply | undefined, isAllWritten: boolean): GrpcReply | undefined {
  if (!reply?.isEnded || reply.headers === undefined) return undefined;
  const { headers, trailers, chunks } = reply;
  if (!isComplete(headers, trailers)) return undefined;
  return { kind: 'reply', headers, trailers, message: withoutPrefix(chunks), isAllWritten };
}

function breakOf(reply: StreamReply | undefined, { error, socket }: Http2Connection): GrpcBreak {
  const code = reply?.errorCode;
  const isLost = reply?.headers === undefined && (socket.destroyed || code === undefined || code === REFUSED);
  return { kind: 'break', error: error ?? closed(isLost, code ?? 0), isConnectionLost: isLost };
}

/** Copies a reply's message into its own memory: in the pool of small buffers it would keep 64 KB. */
function withoutPrefix(chunks: readonly Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks).subarray(PREFIX_BYTES));
}

function closed(isConnectionLost: boolean, code: number): Error {
  return new Error(
    isConnectionLost && code === 0 ? CLOSED_SILENTLY : `the call was closed (HTTP/2 code ${code})`,
  );
}

/**
 * True if the reply is complete. A reply that is no gRPC at all needs no gRPC status: the HTTP status is the answer.
 */
function isComplete(headers: Headers, trailers: Headers): boolean {
  const isGrpc = headers['content-type']?.startsWith(ContentType.grpc) ?? false;
  return !isGrpc || 'grpc-status' in trailers || 'grpc-status' in headers;
}
