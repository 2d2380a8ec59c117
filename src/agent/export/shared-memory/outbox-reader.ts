import type { Resource } from '@opentelemetry/resources';
import type { BodyPool } from '../encode/body-pool';
import { ByteSink } from '../encode/byte-sink';
import type { Format, Scope, ScopeGroup } from '../encode/scope-groups';
import type { Batch } from '../types';
import { type Entry, type Outbox, SCOPE } from './outbox';

/** Limits of a batch's size. */
export interface BatchLimits {
  readonly maxBatchItems: number;
  readonly maxBatchBytes: number;
}

export interface OutboxReaderOptions {
  readonly resource: () => Resource;
  readonly outbox: Outbox;
  readonly limits: BatchLimits;
  readonly bodies: BodyPool;
}

export interface OutboxContent {
  readonly batches: readonly Batch[];
  /** Items for which there was no room. */
  readonly dropped: number;
}

/** Returns a function that takes what is in an outbox, as requests of the format: see `Outbox.takeAll`. */
export function createOutboxReader<Item>(
  { signal, separator, assemble }: Pick<Format<Item>, 'signal' | 'separator' | 'assemble'>,
  { resource, outbox, limits, bodies }: OutboxReaderOptions,
): (isWriterGone: boolean, waitMs: number) => OutboxContent {
  function batchOf(groups: readonly ScopeGroup[]): Batch {
    const body = assemble(groups, resource(), bodies);
    const items = groups.reduce((sum, group) => sum + group.items, 0);
    return { signal, body, items, recycle: () => bodies.giveBack(body) };
  }

  return (isWriterGone, waitMs) => {
    const { entries, dropped } = outbox.takeAll(isWriterGone, waitMs) ?? { entries: [], dropped: 0 };
    return { batches: groupsByBatch(entries, limits, separator).map(batchOf), dropped };
  };
}

function groupsByBatch(
  entries: readonly Entry[],
  { maxBatchItems, maxBatchBytes }: BatchLimits,
  separator = '',
): ScopeGroup[][] {
  const batches: ScopeGroup[][] = [];
  const scopes = new Map<number, Scope>();
  let groups = new Map<number, ScopeGroup>();
  let items = 0;
  let bytes = 0;
  for (const { scopeNumber, bytes: own } of entries) {
    if ((scopeNumber & SCOPE) !== 0) {
      scopes.set(scopeNumber & ~SCOPE, JSON.parse(own.toString()));
      continue;
    }
    if (items === 0 || items >= maxBatchItems || bytes + own.length > maxBatchBytes) {
      groups = new Map();
      batches.push([]);
      items = bytes = 0;
    }
    let group = groups.get(scopeNumber);
    if (group === undefined) {
      group = { scope: scopes.get(scopeNumber)!, sink: new ByteSink(own.length), items: 0 };
      groups.set(scopeNumber, group);
      batches.at(-1)!.push(group);
    }
    if (group.items > 0) group.sink.text(separator);
    group.sink.append(own);
    group.items++;
    items++;
    bytes += own.length;
  }
  return batches;
}
