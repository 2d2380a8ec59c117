import { ContentType, GrpcStatus } from '../../otlp/fields';
import type { SendResult } from '../types';
import type { GrpcReply } from './grpc-call';
import { describeConnectionError, isPlainServer, LOOKS_LIKE_HTTP, PLAIN_SERVER } from './network-errors';
import { readProtobufReply, readRetryDelayMs, shortText } from './replies';

/** Worth another try (OTLP specification, "Failures" of OTLP/gRPC). */
const RETRYABLE = new Set<number>([
  GrpcStatus.CANCELLED,
  GrpcStatus.DEADLINE_EXCEEDED,
  GrpcStatus.ABORTED,
  GrpcStatus.OUT_OF_RANGE,
  GrpcStatus.UNAVAILABLE,
  GrpcStatus.DATA_LOSS,
]);

/** A proxy's words for "not now" (gRPC, "HTTP to gRPC Status Code Mapping"). */
const RETRYABLE_HTTP = new Set([429, 502, 503, 504]);

const NAMES = new Map<number, string>(Object.entries(GrpcStatus).map(([name, code]) => [code, name]));

/** What a reply means for the batch. */
export function classifyGrpcReply({ headers, trailers, message }: GrpcReply): SendResult {
  // Nothing to say but the status: it comes with the headers ("Trailers-Only").
  const last = 'grpc-status' in trailers ? trailers : headers;
  if (last['grpc-status'] === undefined) return classifyHttpStatus(headers);
  const code = Number(last['grpc-status']);
  if (code === GrpcStatus.OK) return readProtobufReply(message);
  const name = NAMES.get(code) ?? `gRPC status ${last['grpc-status']}`;
  if (code === GrpcStatus.UNIMPLEMENTED) return { kind: 'unsupported', reason: name };
  const text = decodeMessage(String(last['grpc-message'] ?? ''));
  const reason = text === '' ? name : `${name}: ${text}`;
  const afterMs = retryDelayMs(last['grpc-status-details-bin']);
  // Without RetryInfo an exhausted resource is one that does not come back: a batch too large, a quota used up.
  const isRetryable =
    RETRYABLE.has(code) || (code === GrpcStatus.RESOURCE_EXHAUSTED && afterMs !== undefined);
  if (!isRetryable) return { kind: 'permanent', reason };
  return { kind: 'retryable', reason, ...(afterMs !== undefined && { afterMs }) };
}

/** What a call that broke off means for the batch. */
export function classifyGrpcFailure(error: Error, url: string): SendResult {
  if (isPlainServer(error)) return { kind: 'permanent', reason: PLAIN_SERVER };
  // nghttp2 reads an answer in HTTP/1, or in TLS, as a frame that makes no sense.
  if (/Protocol error|ALPN|alert no application protocol/i.test(error.message)) {
    return { kind: 'permanent', reason: `the receiver does not speak gRPC here: ${LOOKS_LIKE_HTTP}` };
  }
  return { kind: 'retryable', reason: describeConnectionError(error, url) };
}

/** HTTP/2, but not gRPC: a web server, or a proxy that speaks for itself. Never "unsupported": nobody asked the receiver. */
function classifyHttpStatus(headers: GrpcReply['headers']): SendResult {
  const status = Number(headers[':status']);
  const type = headers['content-type'] ?? 'none';
  if (RETRYABLE_HTTP.has(status)) return { kind: 'retryable', reason: `HTTP ${status}` };
  if (type.startsWith(ContentType.grpc))
    return { kind: 'permanent', reason: `HTTP ${status} without a gRPC status` };
  return {
    kind: 'permanent',
    reason: `HTTP ${status}, content type ${type}, is not a gRPC reply: ${LOOKS_LIKE_HTTP}`,
  };
}

/** grpc-message is percent-encoded; one that is not well encoded is shown as it is. */
function decodeMessage(message: string): string {
  try {
    return shortText(Buffer.from(decodeURIComponent(message)));
  } catch {
    return shortText(Buffer.from(message));
  }
}

function retryDelayMs(details: string | string[] | undefined): number | undefined {
  return details === undefined ? undefined : readRetryDelayMs(Buffer.from(String(details), 'base64'));
}
