import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';

/** Attributes of a resource that are known now; the resource's own getter would log an error while some are pending. */
export function settledAttributes(resource: Resource): Attributes {
  if (!resource.asyncAttributesPending) return resource.attributes;
  const attributes: Attributes = {};
  for (const [name, value] of resource.getRawAttributes()) {
    // The first value wins, as in the SDK: merging puts the stronger resource's attributes first.
    if (name === '' || value == null || isPromise(value) || Object.hasOwn(attributes, name)) continue;
    attributes[name] = value;
  }
  return attributes;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
