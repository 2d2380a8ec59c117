import type { Attributes, HrTime, Link } from '@opentelemetry/api';
import { cleanAttributes, cleanSimpleAttributes } from '@opentelemetry/core';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import type { Limits } from './tracer-state';

/** Events or links of a span: the newest ones, and how many older ones were dropped for them. */
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

/** An event as the limits have it. */
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

/** A link as the limits have it. */
export function limitedLink({ context, attributes }: Link, limits: Limits): Link {
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  const rules = { attributeCountLimit: attributePerLinkCountLimit, attributeValueLengthLimit };
  return { context, ...cleanAttributes(attributes, rules) };
}
