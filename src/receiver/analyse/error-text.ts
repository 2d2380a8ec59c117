import type { TraceSpan } from '../trace';

/** What a failed span says of its failure: the exception's type and message, else the status message, else the HTTP status. */
export function errorTextOf(span: TraceSpan): string {
  const exception = span.events.find(event => event.name === 'exception')?.attributes;
  const type = exception?.['exception.type'];
  const message = exception?.['exception.message'] ?? span.statusMessage;
  if (typeof type === 'string' && type !== '') return `${type}: ${String(message)}`;
  if (message !== '') return String(message);
  const status = span.attributes['http.response.status_code'] ?? span.attributes['error.type'];
  return status === undefined ? '' : `status ${String(status)}`;
}
