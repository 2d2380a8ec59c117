import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Batch, Encoder, Signal } from '../types';
import { BodyPool } from './body-pool';
import { ByteSink } from './byte-sink';

/** What both readable spans and log records carry as their origin; the SDK's type leaves out the last two. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** The encoded items of one instrumentation scope, in the order in which they ended. */
export interface ScopeGroup {
  readonly scope: Scope;
  readonly sink: ByteSink;
  items: number;
}

/** One format of one signal: how an item is written, and how the groups become a request. */
export interface Format<Item> {
  readonly signal: Signal;
  /** Appends one item, with whatever frames it. */
  write(sink: ByteSink, item: Item, isFirst: boolean): void;
  /** `bodies` has memory for it, if the format knows the size beforehand. */
  assemble(groups: readonly ScopeGroup[], resource: Resource, bodies: BodyPool): Uint8Array;
}

/** A scope's buffer is kept for the next batch up to this size: more than 512 ordinary spans. */
const MAX_KEPT_BYTES = 512 * 1024;

/**
 * Encodes items as they end, each into the buffer of its instrumentation scope:
 *
 *     scope http    [span][span][span]
 *     scope pg      [span]                 take() -> resource + http's + pg's, copied once into an exact buffer
 *
 * `resource` is asked at each take, because its attributes can still be arriving when the first span ends.
 */
export function createScopeEncoder<Item extends { readonly instrumentationScope: Scope }>(
  format: Format<Item>,
  resource: () => Resource,
): Encoder<Item> {
  // Keyed by identity, as the official serializer groups: the SDK keeps one scope object a tracer.
  const groups = new Map<Scope, ScopeGroup>();
  const bodies = new BodyPool();
  let bytes = 0;
  let items = 0;
  let last: ScopeGroup | undefined;

  function add(item: Item): void {
    const scope = item.instrumentationScope;
    const group = last?.scope === scope ? last : groupOf(scope);
    const { sink } = group;
    const before = sink.end;
    try {
      format.write(sink, item, group.items === 0);
    } catch (error) {
      // Half an item would spoil the whole request.
      sink.end = before;
      throw error;
    }
    group.items++;
    bytes += sink.end - before;
    items++;
    last = group;
  }

  function groupOf(scope: Scope): ScopeGroup {
    let group = groups.get(scope);
    if (group === undefined) {
      group = { scope, sink: new ByteSink(), items: 0 };
      groups.set(scope, group);
    }
    return group;
  }

  function take(): Batch | undefined {
    if (items === 0) return undefined;
    const filled = [...groups.values()].filter(group => group.items > 0);
    const body = format.assemble(filled, resource(), bodies);
    const batch = { signal: format.signal, body, items, recycle: () => bodies.giveBack(body) };
    startAfresh();
    return batch;
  }

  function startAfresh(): void {
    for (const group of groups.values()) {
      // A scope that was silent for a whole batch may never speak again: tracers can be made at run time.
      if (group.items === 0) groups.delete(group.scope);
      group.items = 0;
      group.sink.reset(MAX_KEPT_BYTES);
    }
    last = undefined;
    bytes = 0;
    items = 0;
  }

  return {
    add,
    take,
    get bytes() {
      return bytes;
    },
    get items() {
      return items;
    },
  };
}
