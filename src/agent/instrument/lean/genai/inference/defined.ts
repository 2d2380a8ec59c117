import type { Attributes } from '@opentelemetry/api';

/** Leaves out attributes without a value, so that null and undefined of a request or an answer can stand beside the others. */
export function defined(attributes: Readonly<Record<string, unknown>>): Attributes {
  const some: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) some[key] = value;
  }
  return some as Attributes;
}
