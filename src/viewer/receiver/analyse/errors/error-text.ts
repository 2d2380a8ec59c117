import type { TraceSpan } from '../../trace';

/** Reads a failed span's error: the exception's type and message, else the status message, else the HTTP status. */
export function errorTextOf(span: TraceSpan): string {
  const type = exceptionOf(span)?.['exception.type'];
  const message = errorMessageOf(span);
  if (typeof type === 'string' && type !== '') return `${type}: ${message}`;
  if (message !== '') return message;
  const status = span.attributes['http.response.status_code'] ?? span.attributes['error.type'];
  return status === undefined ? '' : `status ${String(status)}`;
}

/** The exception's message or the status's. An exception without a type was not thrown: then the status says more. */
export function errorMessageOf(span: TraceSpan): string {
  const exception = exceptionOf(span);
  const isMadeUp = span.statusMessage !== '' && !exception?.['exception.type'];
  return isMadeUp ? span.statusMessage : String(exception?.['exception.message'] ?? span.statusMessage);
}

function exceptionOf({ events }: TraceSpan): TraceSpan['attributes'] | undefined {
  return events.find(event => event.name === 'exception')?.attributes;
}
