import { SpanKind } from '@opentelemetry/api';
import { globPattern } from '../../shared/glob';
import type { Ignore } from './sampler';

/**
 * Matches requests to ignore: by path for incoming ones (OTEL_AGENT_IGNORE_PATHS), by host and path for outgoing ones
 * (OTEL_AGENT_IGNORE_OUTGOING). Undefined when there is nothing to ignore.
 */
export function ignoreRequests(paths: readonly string[], outgoing: readonly string[]): Ignore | undefined {
  const isIgnoredPath = ignoredPaths(paths);
  const isIgnoredUrl = matcherOf(outgoing.map(urlPattern));
  if (isIgnoredPath === undefined && isIgnoredUrl === undefined) return undefined;
  return (kind, attributes) => {
    if (kind === SpanKind.SERVER) {
      const path = attributes['url.path'] ?? attributes['http.target'];
      return typeof path === 'string' && isIgnoredPath !== undefined && isIgnoredPath(path);
    }
    if (kind !== SpanKind.CLIENT || isIgnoredUrl === undefined) return false;
    const url = attributes['url.full'] ?? attributes['http.url'];
    return typeof url === 'string' && isIgnoredUrl(hostAndPath(url));
  };
}

/** Makes the test of paths, with or without a query; undefined when there are no globs. */
export function ignoredPaths(globs: readonly string[]): ((path: string) => boolean) | undefined {
  const matches = matcherOf(globs.map(globPattern));
  return matches && (path => matches(withoutQuery(path)));
}

/** Makes one test of all patterns; undefined when there are none. */
function matcherOf(patterns: readonly string[]): ((text: string) => boolean) | undefined {
  if (patterns.length === 0) return undefined;
  const pattern = new RegExp(`^(?:${patterns.join('|')})$`);
  return text => pattern.test(text);
}

/** Completes a pattern: a host alone stands for all its paths, a host without a port for every port. */
function urlPattern(glob: string): string {
  const [, host, path] = /^([^/]*)(.*)$/s.exec(glob.replace(/^https?:\/\//i, ''))!;
  const anyPort = /:\d+$/.test(host!) ? '' : '(?::\\d+)?';
  return globPattern(host!.toLowerCase()) + anyPort + globPattern(path || '/**');
}

/** `https://user@example.com:8443/a?b` -> `example.com:8443/a`. */
function hostAndPath(url: string): string {
  return withoutQuery(url.replace(/^[a-z]+:\/\/(?:[^/@]*@)?/i, ''));
}

function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}
