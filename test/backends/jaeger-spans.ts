import type { DrawnSpan } from '../e2e/ancestry';

/** Answer of Jaeger's query API, as far as the tests read it. */
export interface JaegerAnswer {
  readonly data: readonly {
    readonly traceID: string;
    readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
    readonly spans: readonly {
      readonly spanID: string;
      readonly operationName: string;
      readonly processID: string;
      readonly startTime: number;
      readonly references: readonly { readonly refType: string; readonly spanID: string }[];
      readonly tags: readonly { readonly key: string; readonly value: unknown }[];
    }[];
  }[];
}

/** A span as a back end gives it back. */
export type FoundSpan = DrawnSpan & { readonly service: string; readonly isError: boolean };

/** The spans of all traces in an answer of `/api/traces`. */
export function jaegerSpans({ data }: JaegerAnswer): FoundSpan[] {
  return data.flatMap(({ traceID, processes, spans }) =>
    spans.map(({ spanID, operationName, processID, startTime, references, tags }) => {
      const tag = (key: string) => tags.find(each => each.key === key)?.value;
      return {
        traceId: traceID,
        spanId: spanID,
        parentSpanId: references.find(({ refType }) => refType === 'CHILD_OF')?.spanID ?? '',
        name: operationName,
        kind: (tag('span.kind') ?? 'internal') as FoundSpan['kind'],
        service: processes[processID]!.serviceName,
        startTimeUnixNano: BigInt(startTime) * 1000n,
        isError: tag('error') === true,
      };
    }),
  );
}
