import type { Attributes, HrTime, Link } from '@opentelemetry/api';
import { cleanAttributes, cleanSimpleAttributes } from '@opentelemetry/core';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import type { Limits } from './tracer-state';

/** Events or links of a span: the newest ones, and the number of older ones that were dropped. */
export class BoundedList<Item> {
  readonly items: Item[] = [];
  droppedCount = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length <= this.#limit) return;
    this.items.shift();
    this.droppedCount++;
  }
}

/** Makes an event, within the limits. */
export function limitedEvent(
  name: string,
  time: HrTime,
  attributes: Attributes | undefined,
  limits: Limits,
): TimedEvent {
  const { attributePerEventCountLimit, attributeValueLengthLimit } = limits;
  const rules = { attributeCountLimit: attributePerEventCountLimit, attributeValueLengthLimit };
  return { name, time, ...cleanSimpleAttributes(attributes, rules) };
}

/** True if the ids of a link are texts; the API does not check what an app passes. */
export function isLink(given: unknown): given is Link {
  const { traceId, spanId } = (given as Partial<Link> | null | undefined)?.context ?? {};
  return typeof traceId === 'string' && typeof spanId === 'string';
}

/** Makes a link, within the limits. */
export function limitedLink({ context, attributes }: Link, limits: Limits): Link {
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  const rules = { attributeCountLimit: attributePerLinkCountLimit, attributeValueLengthLimit };
  return { context, ...cleanAttributes(attributes, rules) };
}
