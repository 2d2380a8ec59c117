import type { IsSecret } from './secret-parameters';

/** Replaces secrets in attributes (semantic conventions, `url.full`). */
const REDACTED = 'REDACTED';

/** Replaces the credentials of a URL, absolute or from its path on, and the secrets of its query and fragment. */
export function redactUrl(url: string, isSecret: IsSecret, depth = 0): string {
  const mark = firstOf(url.indexOf('?'), url.indexOf('#'));
  const place = mark === -1 ? url : url.slice(0, mark);
  const shown = place.includes('@') ? withoutCredentials(place) : place;
  if (mark === -1) return shown;
  const parts = url.slice(mark + 1).split('#');
  return shown + url[mark] + parts.map(part => redactQuery(part, isSecret, depth)).join('#');
}

function firstOf(a: number, b: number): number {
  return a === -1 || b === -1 ? Math.max(a, b) : Math.min(a, b);
}

/** Replaces credentials at each `://`: a request's target may be a URL of its own behind the host's. */
function withoutCredentials(url: string): string {
  return url.replace(/(:\/\/)[^/]*@/g, `$1${REDACTED}:${REDACTED}@`);
}

/** Replaces the values of secret parameters in a query or similar pairs; all else stays as it is. */
export function redactQuery(query: string, isSecret: IsSecret, depth = 0): string {
  const mayHoldUrls = URL_SIGN.test(query);
  let redacted = '';
  let copied = 0;
  for (let equals = query.indexOf('='); equals !== -1; ) {
    const end = endOfValue(query, equals);
    const value = query.slice(equals + 1, end);
    const isHidden = isSecret(query.slice(query.lastIndexOf('&', equals) + 1, equals), value.length);
    const shown = isHidden ? REDACTED : mayHoldUrls ? redactNested(value, isSecret, depth + 1) : value;
    if (shown !== value) {
      redacted += query.slice(copied, equals + 1) + shown;
      copied = end;
    }
    equals = query.indexOf('=', end);
  }
  return copied === 0 ? query : redacted + query.slice(copied);
}

/** Most levels of URLs within URLs; deeper ones are hidden as a whole. */
const MAX_DEPTH = 3;
const URL_SIGN = /:\/\/|%3a%2f%2f/i;

function endOfValue(query: string, equals: number): number {
  const end = query.indexOf('&', equals);
  return end === -1 ? query.length : end;
}

/** Redacts the value of a parameter that is a URL itself: `?back=https%3A%2F%2Fshop.example%2F%3Ftoken%3Dx`. */
function redactNested(value: string, isSecret: IsSecret, depth: number): string {
  if (depth > MAX_DEPTH) return REDACTED;
  const url = decoded(value);
  const shown = url.includes('://') ? redactUrl(url, isSecret, depth) : url;
  if (shown === url) return value;
  return url === value ? shown : encodeURIComponent(shown);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Other readers cannot decode it either.
  }
}
