import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Marks a span as failed by any thrown value, even `null`. Never throws itself. */
export function recordFailure(span: Span, thrown: unknown): void {
  const message = (thrown as { message?: unknown } | null | undefined)?.message;
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
  if (thrown !== null && thrown !== undefined) span.recordException(thrown as Error);
}
