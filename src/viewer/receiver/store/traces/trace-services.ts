import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { rowOf } from '../refs';
import type { SpanStore } from '../span-store';

/** A service's part in a trace. */
export interface TraceService {
  readonly service: string;
  spans: number;
  errors: number;
}

/** Maximum of spans read of a trace: more change the picture little. */
const MAX_SPANS = 2000;

/** The services in a trace by name; none when the trace has left the store. */
export function traceServices(store: SpanStore, traceRef: number): TraceService[] {
  const services = new Map<string, TraceService>();
  let ref = store.segmentOf(traceRef)?.traceLast[rowOf(traceRef)] ?? -1;
  for (let seen = 0; ref !== -1 && seen < MAX_SPANS; seen++) {
    const segment = store.segmentOf(ref)!;
    const index = rowOf(ref);
    ref = segment.previous[index]!;
    const { service } = segment.origins.of(segment.origin[index]!);
    const part = services.get(service) ?? { service, spans: 0, errors: 0 };
    part.spans++;
    if (segment.statusOf(index) === OtlpStatusCode.error) part.errors++;
    services.set(service, part);
  }
  return [...services.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
}
