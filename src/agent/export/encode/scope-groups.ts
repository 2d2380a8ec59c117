import type { Resource } from '@opentelemetry/resources';
import type { Scope } from '../scope';
import type { Batch, Encoder, Signal } from '../types';
import { BodyPool } from './body-pool';
import { ByteSink } from './byte-sink';

export type { Scope };

/** Encoded items of an instrumentation scope, in the order in which they ended. */
export interface ScopeGroup {
  readonly scope: Scope;
  readonly sink: ByteSink;
  items: number;
}

/** Format of a signal: writes an item, and joins the groups to a request. */
export interface Format<Item> {
  readonly signal: Signal;
  /** Appends an item with its frame. */
  write(sink: ByteSink, item: Item, isFirst: boolean): void;
  /** Stands before each item but the first. */
  readonly separator?: string;
  /** Joins the groups to a request. `bodies` has memory for it, if the format knows the size beforehand. */
  assemble(groups: readonly ScopeGroup[], resource: Resource, bodies: BodyPool): Uint8Array;
}

/** Largest buffer of a scope that is kept for the next batch: more than 512 ordinary spans. */
const MAX_KEPT_BYTES = 512 * 1024;

/**
 * Encodes items as they end, each into the buffer of its instrumentation scope:
 *
 *     scope http    [span][span][span]
 *     scope pg      [span]                 take() -> resource + http's + pg's, copied once into an exact buffer
 *
 * Each take calls `resource`, because its attributes may still be arriving when the first span ends.
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
  let aside: ByteSink | undefined;

  function add(item: Item): void {
    const group = groupOf(item.instrumentationScope);
    const { sink } = group;
    const before = sink.end;
    try {
      format.write(sink, item, group.items === 0);
    } catch (error) {
      // Remove the half item, which would spoil the whole request.
      sink.end = before;
      throw error;
    }
    count(group, sink.end - before);
  }

  function addEncoded(scope: Scope, encoded: Uint8Array): void {
    const group = groupOf(scope);
    const { sink } = group;
    const before = sink.end;
    if (group.items > 0 && format.separator !== undefined) sink.text(format.separator);
    sink.append(encoded);
    count(group, sink.end - before);
  }

  function encode(item: Item): Uint8Array {
    aside ??= new ByteSink();
    aside.reset(MAX_KEPT_BYTES);
    format.write(aside, item, true);
    return aside.bytes.subarray(0, aside.end);
  }

  function count(group: ScopeGroup, size: number): void {
    group.items++;
    bytes += size;
    items++;
    last = group;
  }

  function groupOf(scope: Scope): ScopeGroup {
    if (last?.scope === scope) return last;
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
      // Forget scopes without items in this batch: tracers can be made at run time, and may never be used again.
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
    encode,
    addEncoded,
    take,
    get bytes() {
      return bytes;
    },
    get items() {
      return items;
    },
  };
}
