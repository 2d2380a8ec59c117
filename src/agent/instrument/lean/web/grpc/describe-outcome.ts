import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Status code of gRPC for exceptions of handlers. */
export const UNKNOWN = 2;
export const CANCELLED = 1;
const STATUS_CODE = 'rpc.grpc.status_code';

interface Failure {
  readonly code?: number;
  readonly name?: string;
  readonly message?: string;
}

/** Describes the answer of a method with a single answer. A client leaves the message out of the status. */
export function describeAnswer(span: Span, error: unknown, isMessageShown: boolean): void {
  if (!error) {
    span.setAttribute(STATUS_CODE, 0);
    return;
  }
  const { code, message } = error as Failure;
  if (code) {
    setError(span, isMessageShown ? message : undefined);
    span.setAttribute(STATUS_CODE, code);
  }
  describeError(span, error);
}

/** Describes the error of a stream. */
export function describeStreamError(span: Span, error: unknown): void {
  const { code, message } = Object(error) as Failure;
  if (code !== 0) setError(span, message);
  describeError(span, error);
  if (code !== undefined) span.setAttribute(STATUS_CODE, code);
}

/** Describes the end of a call by its status alone. */
export function describeStatus(span: Span, code: number | undefined): void {
  if (code !== 0) setError(span, undefined);
  if (code !== undefined) span.setAttribute(STATUS_CODE, code);
}

function describeError(span: Span, error: unknown): void {
  const { name, message } = Object(error) as Failure;
  if (name !== undefined) span.setAttribute('grpc.error_name', name);
  if (message !== undefined) span.setAttribute('grpc.error_message', message);
}

function setError(span: Span, message: string | undefined): void {
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
}
