import { GrpcStatus } from '../../otlp/fields';
import type { SendResult } from '../types';
import { readRetryDelayMs, shortText } from './replies';

/** Worth another try (OTLP specification, "Failures" of OTLP/gRPC). */
const RETRYABLE = new Set<number>([
  GrpcStatus.CANCELLED,
  GrpcStatus.DEADLINE_EXCEEDED,
  GrpcStatus.ABORTED,
  GrpcStatus.OUT_OF_RANGE,
  GrpcStatus.UNAVAILABLE,
  GrpcStatus.DATA_LOSS,
]);

const NAMES = new Map<number, string>(Object.entries(GrpcStatus).map(([name, code]) => [code, name]));

/** How a call ended, as gRPC reports it. `statusDetails` is the trailer grpc-status-details-bin. */
export interface GrpcFailure {
  readonly code: number;
  readonly details: string;
  readonly statusDetails?: Uint8Array;
}

/** What a failed call means for the batch. */
export function classifyGrpcStatus({ code, details, statusDetails }: GrpcFailure): SendResult {
  const name = NAMES.get(code) ?? `code ${code}`;
  if (code === GrpcStatus.UNIMPLEMENTED) return { kind: 'unsupported', reason: name };
  const text = shortText(Buffer.from(details));
  const reason = text === '' ? name : `${name}: ${text}`;
  const afterMs = statusDetails === undefined ? undefined : readRetryDelayMs(statusDetails);
  // Without RetryInfo an exhausted resource is one that does not come back: a batch too large, a quota used up.
  const isRetryable =
    RETRYABLE.has(code) || (code === GrpcStatus.RESOURCE_EXHAUSTED && afterMs !== undefined);
  if (!isRetryable) return { kind: 'permanent', reason };
  return { kind: 'retryable', reason, ...(afterMs !== undefined && { afterMs }) };
}
