import { keyOfId } from '../../wire/read-word';
import type { StoredSpan } from '../stored-span';

/**
 * Zipkin's clients and servers may share one span id (B3 propagation, `"shared": true`). Gives the server's half an id of
 * its own and makes it the child of the client's half. Spans with the shared id as parent go to the half of their own
 * service, else to the server's, which the client only waits for.
 */
export function unshareIds(spans: readonly StoredSpan[]): void {
  if (!hasRepeats(spans)) return;
  const children = grouped(spans, ({ parentSpanId }) => parentSpanId);
  for (const [shared, halves] of grouped(spans, ({ spanId }) => spanId)) {
    const client = halves.find(span => span.kind === 'client');
    const servers = halves.filter(span => span.kind === 'server');
    if (client === undefined || servers.length === 0) continue;
    const own = invert(shared!);
    for (const child of children.get(shared) ?? []) {
      const isServers =
        child.service !== client.service || servers.some(each => each.service === child.service);
      if (isServers) child.identify(child.spanId, own);
    }
    for (const server of servers) server.identify(own, shared!);
  }
}

function hasRepeats(spans: readonly StoredSpan[]): boolean {
  const seen = new Set<number>();
  for (const { segment, index } of spans) seen.add(keyOfId(segment.spanId, index));
  return seen.size < spans.length;
}

function grouped<Key>(
  spans: readonly StoredSpan[],
  keyOf: (span: StoredSpan) => Key,
): Map<Key, StoredSpan[]> {
  const groups = new Map<Key, StoredSpan[]>();
  for (const span of spans) {
    const group = groups.get(keyOf(span));
    if (group === undefined) groups.set(keyOf(span), [span]);
    else group.push(span);
  }
  return groups;
}

/** Makes a span id that stays constant for a span from read to read. */
function invert(id: string): string {
  return id.replace(/./g, digit => (15 - Number.parseInt(digit, 16)).toString(16));
}
