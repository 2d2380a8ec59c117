import { redactQuery, redactUrl } from '../../../../shared/urls/redact-url';
import { secretParameters } from '../../../../shared/urls/secret-parameters';

/** Hides secrets in the parts of a request's URL. */
export interface UrlRedaction {
  /** Takes a query with or without its `?`; returns it without, in the form of `URLSearchParams`. */
  readonly query: (query: string) => string;
  readonly url: (url: string) => string;
}

/** Hides the usual secrets, and the parameters of these names. */
export function urlRedaction(names: readonly string[]): UrlRedaction {
  const isSecret = secretParameters(names);
  return {
    query: query => redactQuery(searchOf(query), isSecret),
    url: url => redactUrl(url, isSecret),
  };
}

/** Brings a query into that form; an expression finds the many that have it already. */
function searchOf(query: string): string {
  if (!SETTLED.test(query)) return new URLSearchParams(query).toString();
  return query.startsWith('?') ? query.slice(1) : query;
}

/** Matches a query that `URLSearchParams` gives back unchanged. */
const SETTLED = /^\??[\w*.+-]*=[\w*.+-]*(?:&[\w*.+-]*=[\w*.+-]*)*$/;
