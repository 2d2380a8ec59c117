import type { Resource } from '@opentelemetry/resources';
import { memoryShare } from '../../memory/share';
import { settledAttributes } from '../encode/resource-attributes';
import type { Format, Scope } from '../encode/scope-groups';
import type { Route } from '../pipelines/route';
import type { Encoder } from '../types';
import { Outbox } from './outbox';
import { createOutboxEncoder } from './outbox-encoder';
import { routeKeyOf, type ToldOutbox } from './told-outbox';

/** A worker's outbox of a pipeline. */
export interface OwnOutbox {
  createEncoder<Item extends { readonly instrumentationScope: Scope }>(
    format: Format<Item>,
    resource: () => Resource,
  ): Encoder<Item>;
  /** Notes the number of items that the worker is sending itself. */
  setHeld(items: number): void;
  /** True while the worker sends something itself. */
  isHolding(): boolean;
  /** Says that the worker ends. */
  close(): void;
}

/** Opens an outbox in a worker. `told` is what the main thread has to know of it. */
export function openOutbox(
  route: Route,
  resource: Resource,
): { told: Omit<ToldOutbox, 'threadId'>; outbox: OwnOutbox } {
  const { maxQueueBytes, isQueueBytesDefault } = route.limits;
  const outbox = Outbox.create(isQueueBytesDefault ? Math.min(maxQueueBytes, memoryShare()) : maxQueueBytes);
  const told = {
    memory: outbox.memory,
    route,
    routeKey: routeKeyOf(route),
    resource: settledAttributes(resource),
    isResourcePending: resource.asyncAttributesPending === true,
  };
  const own: OwnOutbox = {
    createEncoder: (format, ofItems) => createOutboxEncoder(format, ofItems, outbox),
    setHeld(items) {
      outbox.held = items;
    },
    isHolding: () => outbox.held > 0,
    close: () => outbox.close(),
  };
  return { told, outbox: own };
}
