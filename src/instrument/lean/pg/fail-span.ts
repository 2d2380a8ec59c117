import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Ends a span with an error; anything can be thrown. Messages of PostgreSQL hold data: the event names the code alone. */
export function failSpan(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(described(error));
  const message = messageOf(error);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  span.end();
}

function described({ name, code }: Error & { code?: unknown }): string {
  return `PostgreSQL error of type '${name ?? 'PostgreSQLError'}' occurred (code: ${code ?? 'UNKNOWN'})`;
}

function messageOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : undefined;
}
