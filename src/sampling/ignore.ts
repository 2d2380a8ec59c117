import { SpanKind } from '@opentelemetry/api';
import { globMatcher } from './glob';
import type { Ignore } from './sampler';

/**
 * Matches the requests that OTEL_AGENT_IGNORE_PATHS (path of an incoming request) and OTEL_AGENT_IGNORE_OUTGOING
 * (host and path of an outgoing one) name. Undefined when there is nothing to ignore.
 */
export function ignoreRequests(paths: readonly string[], outgoing: readonly string[]): Ignore | undefined {
  const isIgnoredPath = globMatcher(paths);
  const isIgnoredUrl = globMatcher(outgoing.map(withPath));
  if (isIgnoredPath === undefined && isIgnoredUrl === undefined) return undefined;
  return (kind, attributes) => {
    if (kind === SpanKind.SERVER) {
      const path = attributes['url.path'] ?? attributes['http.target'];
      return typeof path === 'string' && isIgnoredPath !== undefined && isIgnoredPath(withoutQuery(path));
    }
    if (kind !== SpanKind.CLIENT || isIgnoredUrl === undefined) return false;
    const url = attributes['url.full'] ?? attributes['http.url'];
    return typeof url === 'string' && isIgnoredUrl(hostAndPath(url));
  };
}

/** A host alone, `telemetry.example.com`, means all of its paths. */
function withPath(glob: string): string {
  const plain = glob.replace(/^https?:\/\//, '');
  return plain.includes('/') ? plain : `${plain}/**`;
}

/** `https://user@example.com:8443/a?b` -> `example.com:8443/a`, and `example.com/a` for a glob that names no port: see glob.ts. */
function hostAndPath(url: string): string {
  return withoutQuery(url.replace(/^[a-z]+:\/\/(?:[^/@]*@)?/i, ''));
}

function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}
