import type { Destination } from '../../../../shared/otlp/destination';
import { ContentType, GrpcStatus } from '../../../../shared/otlp/fields';
import type { SendResult } from '../../types';
import { describeConnectionError, isPlainServer, LOOKS_LIKE_HTTP, PLAIN_SERVER } from '../network-errors';
import { isAboutSize, readProtobufReply, readRetryDelayMs, shortText } from '../replies';
import type { GrpcReply } from './grpc-call';
import { OtherProtocol } from './http2/frame-parser';

/** Statuses after which another try may succeed (OTLP specification, "Failures" of OTLP/gRPC). */
const RETRYABLE = new Set<number>([
  GrpcStatus.CANCELLED,
  GrpcStatus.DEADLINE_EXCEEDED,
  GrpcStatus.ABORTED,
  GrpcStatus.OUT_OF_RANGE,
  GrpcStatus.UNAVAILABLE,
  GrpcStatus.DATA_LOSS,
]);

/** Statuses with which servers and proxies refuse a message for its size. */
const SIZE_STATUSES = new Set<number>([
  GrpcStatus.RESOURCE_EXHAUSTED,
  GrpcStatus.INVALID_ARGUMENT,
  GrpcStatus.INTERNAL,
]);

/** HTTP statuses by which a proxy says "not now" (gRPC, "HTTP to gRPC Status Code Mapping"). */
const RETRYABLE_HTTP = new Set([429, 502, 503, 504]);

const NAMES = new Map<number, string>(Object.entries(GrpcStatus).map(([name, code]) => [code, name]));

/** Judges a reply: the batch is accepted, refused, or worth another try. */
export function classifyGrpcReply({ headers, trailers, message }: GrpcReply): SendResult {
  // A reply with nothing but a status has it in its headers ("Trailers-Only").
  const last = 'grpc-status' in trailers ? trailers : headers;
  if (last['grpc-status'] === undefined) return classifyHttpStatus(headers);
  const code = Number(last['grpc-status']);
  if (code === GrpcStatus.OK) return readProtobufReply(message);
  const name = NAMES.get(code) ?? `gRPC status ${last['grpc-status']}`;
  if (code === GrpcStatus.UNIMPLEMENTED) return { kind: 'unsupported', reason: name };
  const text = decodeMessage(String(last['grpc-message'] ?? ''));
  const reason = text === '' ? name : `${name}: ${text}`;
  if (SIZE_STATUSES.has(code) && isAboutSize(text)) return { kind: 'tooLarge', reason };
  const afterMs = retryDelayMs(last['grpc-status-details-bin']);
  // Without RetryInfo an exhausted resource does not come back: a batch too large, a quota used up.
  const isRetryable =
    RETRYABLE.has(code) || (code === GrpcStatus.RESOURCE_EXHAUSTED && afterMs !== undefined);
  if (!isRetryable) return { kind: 'permanent', reason };
  return afterMs === undefined ? { kind: 'retryable', reason } : { kind: 'throttled', reason, afterMs };
}

/** Judges a call that broke off. */
export function classifyGrpcFailure(error: Error, destination: Destination): SendResult {
  if (error instanceof OtherProtocol) return { kind: 'permanent', reason: error.message };
  if (/alert no application protocol/i.test(error.message)) {
    return { kind: 'permanent', reason: `the receiver does not speak gRPC here: ${LOOKS_LIKE_HTTP}` };
  }
  if (isPlainServer(error)) return { kind: 'permanent', reason: PLAIN_SERVER };
  return { kind: 'retryable', reason: describeConnectionError(error, destination) };
}

/**
 * Result for a reply in HTTP/2 that is not gRPC: from a web server, or a proxy itself. Never "unsupported": the
 * receiver was not asked.
 */
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

/** Decodes grpc-message, which is percent-encoded; a badly encoded message is shown as it is. */
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
