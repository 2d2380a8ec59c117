import type { Attributes, Exception } from '@opentelemetry/api';
import { asText } from '../../shared/as-text';

/** Returns the attributes of an exception's event; undefined for an exception with neither type nor message. */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  const { type, message, stack } = partsOf(exception);
  if (!type && !message) return undefined;
  return {
    ...(type && { 'exception.type': type }),
    ...(message && { 'exception.message': message }),
    ...(stack && { 'exception.stacktrace': stack }),
  };
}

interface Parts {
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
}

function partsOf(exception: Exception): Parts {
  if (typeof exception === 'string') return { message: exception };
  if (!exception) return {};
  const { code, name, message, stack } = exception as Partial<
    Record<'code' | 'name' | 'message' | 'stack', string>
  >;
  return { type: code ? asText(code) : name, message, stack };
}
