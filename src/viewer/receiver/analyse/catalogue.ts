import { OtlpSpanKind } from '../../../shared/otlp/fields';
import type { SpanStore } from '../store/span-store';
import type { SpanKind } from '../trace';

/** Operation of a stored span. */
export interface KnownOperation {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
}

const KINDS = Object.keys(OtlpSpanKind) as SpanKind[];
/** Maximum of operations: more are of no use in a list. */
const MAX_OPERATIONS = 10_000;

/** Lists the operations of all stored spans, by service and name. */
export function knownOperations(store: SpanStore): KnownOperation[] {
  const known = new Map<string, KnownOperation>();
  for (const segment of store.segments) {
    const seen = new Set<number>();
    for (let index = 0; index < segment.count && known.size < MAX_OPERATIONS; index++) {
      const key = (segment.origin[index]! * 65_536 + segment.name[index]!) * 8 + segment.kindOf(index);
      if (seen.has(key) || segment.isDead(index)) continue;
      seen.add(key);
      const operation = {
        service: segment.origins.of(segment.origin[index]!).service,
        name: Buffer.from(segment.names.get(segment.name[index]!)).toString('utf8'),
        kind: KINDS[segment.kindOf(index)] ?? 'unspecified',
      };
      known.set(JSON.stringify(operation), operation);
    }
  }
  return [...known.values()].sort((a, b) => compareText(a.service, b.service) || compareText(a.name, b.name));
}

/** Lists the services of all stored spans, by name. */
export function knownServices(store: SpanStore): string[] {
  return [...new Set(knownOperations(store).map(({ service }) => service))];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
