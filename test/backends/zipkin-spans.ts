import type { FoundSpan } from './jaeger-spans';

/** Answer of Zipkin's query API, as far as the tests read it: traces, each a list of spans. */
export type ZipkinAnswer = readonly (readonly {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly timestamp: number;
  readonly localEndpoint?: { readonly serviceName?: string };
  readonly tags?: Readonly<Record<string, string>>;
}[])[];

/** The spans of all traces in an answer of `/api/v2/traces`. Zipkin has made their names lower case. */
export function zipkinSpans(traces: ZipkinAnswer): FoundSpan[] {
  return traces.flat().map(({ traceId, id, parentId, name, kind, timestamp, localEndpoint, tags = {} }) => ({
    traceId,
    spanId: id,
    parentSpanId: parentId ?? '',
    name: name ?? '',
    kind: (kind?.toLowerCase() ?? 'internal') as FoundSpan['kind'],
    service: localEndpoint?.serviceName ?? '',
    startTimeUnixNano: BigInt(timestamp) * 1000n,
    isError: 'error' in tags,
  }));
}
