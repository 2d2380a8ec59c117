import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { redactMessage } from '../../../redaction/redact-message';
import { POSTGRESQL } from '../../../redaction/sql/dialects';

/** Error with the statement that failed. */
export interface Failure {
  readonly error: unknown;
  /** Text of the statement, if there is one. */
  readonly text?: string | undefined;
  /** True if statements are shown as sent: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
}

/** Ends a span with an error; anything can be thrown. The event has only the code: messages of PostgreSQL hold data. */
export function failSpan(span: Span, { error, text, isRaw }: Failure): void {
  if (error instanceof Error) span.recordException(described(error));
  const said = messageOf(error);
  const statement = text === undefined ? undefined : { text, dialect: POSTGRESQL };
  const message = said === undefined || isRaw ? said : redactMessage(said, statement);
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
