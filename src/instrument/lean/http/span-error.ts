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

/** `error.type` of a response with a status that is an error from `lowest` on: 500 for servers, 400 for clients. */
export function statusError(status: number | undefined, lowest: number): string | undefined {
  return status !== undefined && status >= lowest && status < 600 ? String(status) : undefined;
}

/** Is a response with this status no error? A status that is none is one. */
export function isGoodStatus(status: number | undefined, lowest: number): boolean {
  return status !== undefined && status >= 100 && status < lowest;
}
