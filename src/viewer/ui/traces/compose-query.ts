/** Filters of the traces view; an empty string leaves a filter open. */
export interface Filters {
  readonly services: readonly string[];
  readonly operation: string;
  /** `error` for traces with one, `ok` for those without. */
  readonly status: string;
  /** Durations of the whole trace, as in `500ms`. */
  readonly min: string;
  readonly max: string;
  /** A query as the user has typed it. */
  readonly query: string;
}

/** Reads the filters from the address. */
export function filtersIn(parameters: URLSearchParams): Filters {
  const text = (name: string) => parameters.get(name)?.trim() ?? '';
  return {
    services: parameters.getAll('service'),
    operation: text('operation'),
    status: text('status'),
    min: text('min'),
    max: text('max'),
    query: text('q'),
  };
}

/** The filters as one query of the receiver's language (src/viewer/receiver/query/parse.ts). */
export function composeQuery({ services, operation, status, min, max, query }: Filters): string {
  const parts: string[] = [];
  const ofServices = services.map(service => `service = ${quoted(service)}`);
  if (ofServices.length > 0)
    parts.push(ofServices.length === 1 ? ofServices[0]! : `(${ofServices.join(' or ')})`);
  if (operation !== '') parts.push(`name = ${quoted(operation)}`);
  if (status === 'error') parts.push('status = error');
  if (status === 'ok') parts.push('trace.errors = 0');
  if (min !== '') parts.push(`trace.duration >= ${quoted(min)}`);
  if (max !== '') parts.push(`trace.duration <= ${quoted(max)}`);
  // A query alone stays as it is, so that the receiver's errors fit the typed text.
  if (query !== '') parts.push(parts.length === 0 ? query : `(${query})`);
  return parts.join(' and ');
}

/** Text that the query language takes as it is. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
