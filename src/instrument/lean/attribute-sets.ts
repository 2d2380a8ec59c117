import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { AttributeSet } from '../../metrics/attribute-set';

type Values = readonly (AttributeValue | undefined)[];

/**
 * Gives the same object for the same values, so that a metric can tell by identity that it has counted under these
 * attributes before. `keys` name the values in their order; one that is undefined is left out.
 */
export function attributeSets(keys: readonly string[]): (...values: Values) => Attributes {
  const sets: Branch = new Map();
  let kept = 0;
  let last: { readonly values: Values; readonly attributes: Attributes } | undefined;
  return (...values) => {
    if (last !== undefined && isSame(values, last.values)) return last.attributes;
    const known = find(sets, values);
    const attributes = known ?? makeSet(keys, values);
    if (known === undefined && kept++ < MAX_KEPT) keep(sets, values, attributes);
    last = { values, attributes };
    return attributes;
  };
}

function isSame(some: Values, others: Values): boolean {
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

function makeSet(keys: readonly string[], values: Values): Attributes {
  const made: Attributes = {};
  for (const [index, key] of keys.entries()) if (values[index] !== undefined) made[key] = values[index];
  return AttributeSet.of(made);
}

/** More than a service has routes times statuses; beyond it somebody puts the names of things into routes. */
const MAX_KEPT = 2000;

type Branch = Map<unknown, Branch | Attributes>;

function find(sets: Branch, values: Values): Attributes | undefined {
  let branch: Branch | undefined = sets;
  for (const value of values) {
    branch = branch.get(value) as Branch | undefined;
    if (branch === undefined) return undefined;
  }
  return branch as unknown as Attributes;
}

function keep(sets: Branch, values: Values, made: Attributes): void {
  let branch = sets;
  for (const value of values.slice(0, -1)) {
    const next = (branch.get(value) ?? new Map()) as Branch;
    branch.set(value, next);
    branch = next;
  }
  branch.set(values.at(-1), made);
}
