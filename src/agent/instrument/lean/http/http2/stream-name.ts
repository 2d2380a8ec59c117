import { knownMethod } from '../methods';

/** Name of the span of a stream until its route is known. Semantic conventions, HTTP span name. */
export function streamName(method: string): string {
  const known = knownMethod(method);
  return known === '_OTHER' ? 'HTTP' : known;
}
