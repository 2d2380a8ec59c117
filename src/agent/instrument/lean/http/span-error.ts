import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Marks a span with an error, as status, attribute and event. Returns its `error.type`; anything can be thrown. */
export function setSpanError(span: Span, error: unknown): string | undefined {
  const { name, message } = Object(error) as Partial<Error>;
  if (!span.isRecording()) return name;
  if (name !== undefined) span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
  span.recordException(error as Error);
  return name;
}

/** Marks a span with an unknown error. Returns its `error.type` by the semantic conventions. */
export function setUnknownError(span: Span): string {
  span.setAttribute('error.type', OTHER);
  span.setStatus({ code: SpanStatusCode.ERROR });
  return OTHER;
}

const OTHER = '_OTHER';

export const LOWEST_SERVER_ERROR = 500;
export const LOWEST_CLIENT_ERROR = 400;

/** Returns the `error.type` of a status that is an error, from `lowest` on: 500 for servers, 400 for clients. */
export function statusError(status: number | undefined, lowest: number): string | undefined {
  return status !== undefined && status >= lowest && status < 600 ? String(status) : undefined;
}

/** Tells whether a response with this status is no error. An invalid status is an error. */
export function isGoodStatus(status: number | undefined, lowest: number): boolean {
  return status !== undefined && status >= 100 && status < lowest;
}
