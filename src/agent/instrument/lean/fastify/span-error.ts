import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Marks a span with a thrown value, which can be anything. */
export function setSpanError(span: Span, error: unknown, isRecorded: boolean): void {
  const { message } = Object(error) as { message?: unknown };
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
  if (isRecorded && error != null) span.recordException(error as Error);
}
