import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { isGoodStatus, LOWEST_SERVER_ERROR } from '../span-error';
import { spanName } from '../span-name';

/** Request that was served. */
export interface ServedRequestFacts {
  readonly method: string;
  readonly route: string | undefined;
  /** Undefined if nothing was sent. */
  readonly status: number | undefined;
  readonly errorType: string | undefined;
}

/** Puts the route and the answer onto a server's span. */
export function describeServed(span: Span, { method, route, status, errorType }: ServedRequestFacts): void {
  if (route !== undefined) span.setAttribute('http.route', route);
  if (route) span.updateName(spanName(method, route));
  if (status === undefined) return;
  span.setAttribute('http.response.status_code', status);
  if (errorType !== undefined) span.setAttribute('error.type', errorType);
  if (!isGoodStatus(status, LOWEST_SERVER_ERROR)) span.setStatus({ code: SpanStatusCode.ERROR });
}
