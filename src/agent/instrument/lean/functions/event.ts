import type { Attributes, SpanKind } from '@opentelemetry/api';
import type { Carrier } from './parent';

/** Facts of the call that an event tells: semantic conventions, "FaaS" and "AWS Lambda". */
export interface EventFacts {
  readonly trigger: 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Trace context of the request, or of each message. */
  readonly carriers: readonly Carrier[];
}

/** Reads a member of a value that came from outside; undefined wherever something on the way is missing. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

/** Reads a text in the same way; undefined for anything else, and for an empty one. */
export function textAt(value: unknown, ...keys: readonly (string | number)[]): string | undefined {
  const found = at(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Returns the list at a path of an event; empty where there is none. */
export function listAt(value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** Returns the entries of the object at a path of an event; empty where there is none. */
export function entriesAt(value: unknown, ...keys: readonly (string | number)[]): [string, unknown][] {
  const found = at(value, ...keys);
  return typeof found === 'object' && found !== null ? Object.entries(found) : [];
}

/** Leaves out what is not known. */
export function known(attributes: Record<string, string | number | undefined>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
