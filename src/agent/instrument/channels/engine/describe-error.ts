import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { redactStack } from '../../../redaction/redact-stack';

/** Removes data from an error's message. */
type Redact = (message: string) => string;

/** Describes an error on a span, as upstream's instrumentations do, without the data in its message. */
export function describeError(span: Span, error: unknown, redact: Redact): void {
  const { message } = Object(error) as { message?: unknown };
  recordError(span, error, redact);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    ...(typeof message === 'string' && { message: redact(message) }),
  });
}

/** Adds an error's event to a span, without the data in its message; the status stays. */
export function recordError(span: Span, error: unknown, redact: Redact): void {
  const { name, code, message, stack } = Object(error) as Partial<
    Record<'name' | 'code' | 'message' | 'stack', unknown>
  >;
  span.recordException({
    name: typeof name === 'string' ? name : 'Error',
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message: redact(message) }),
    ...(typeof stack === 'string' && { stack: redactStack(stack, redact) }),
  });
}
