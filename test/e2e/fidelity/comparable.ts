import type { CollectedSpan } from '../../services/collector/collected';

/** Parts of a span that two runs of a program have to have in common. */
export interface Comparable {
  readonly span: string;
  readonly scope: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
  readonly links: number;
  readonly children: readonly Comparable[];
}

/** Traces as trees without ids, times, and the ports and names that each process chooses for itself; in a stable order. */
export function comparable(spans: readonly CollectedSpan[]): Comparable[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return below(span => !ids.has(span.parentSpanId));

  function below(isWanted: (span: CollectedSpan) => boolean): Comparable[] {
    const found = spans.filter(isWanted).map(span => ({
      span: `${span.kind} ${stable(span.name)}`,
      scope: `${span.scope.name}@${span.scope.version}`,
      status: `${span.status.code} ${stable(span.status.message)}`.trim(),
      attributes: stableAttributes(span.attributes),
      events: span.events.map(({ name, attributes }) => ({ name, attributes: stableAttributes(attributes) })),
      links: span.links.length,
      children: below(child => child.parentSpanId === span.spanId),
    }));
    return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
}

function stableAttributes(attributes: CollectedSpan['attributes']): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([key, value]) => [key, stableValue(key, value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function stableValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return key === 'exception.stacktrace' ? value.split('\n')[0] : stable(value);
  return key.endsWith('.port') && !SERVICE_PORTS.has(Number(value)) ? 'a port' : value;
}

function stable(text: string): string {
  return text
    .replace(/\be2e(-words-|_)\d+/g, 'e2e$1process')
    .replace(/127\.0\.0\.1:(\d+)/g, (_, port) => (SERVICE_PORTS.has(Number(port)) ? _ : '127.0.0.1:port'));
}

/** Port 1 is where nobody listens. */
const SERVICE_PORTS = new Set([
  1,
  ...Object.entries(process.env)
    .filter(([name]) => /^TEST_\w+_URL$/.test(name))
    .map(([, url]) => Number(new URL(url!).port)),
]);
