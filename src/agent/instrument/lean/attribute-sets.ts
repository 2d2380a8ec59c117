import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { isFull } from '../../memory/share';
import { AttributeSet } from '../../metrics/lean/attribute-set';

type Values = readonly (AttributeValue | undefined)[];

/**
 * Returns an identical object for equal values, so that a metric can tell by identity that it has counted under these
 * attributes before. `keys` name the values in their order; undefined values are left out.
 */
export function attributeSets(keys: readonly string[]): (...values: Values) => Attributes {
  let sets: Branch = new Map();
  let kept = 0;
  let last: { readonly values: Values; readonly attributes: Attributes } | undefined;
  return (...values) => {
    if (last !== undefined && isSame(values, last.values)) return last.attributes;
    const known = find(sets, values);
    const attributes = known ?? makeAndKeep(values);
    last = { values, attributes };
    return attributes;
  };

  function makeAndKeep(values: Values): Attributes {
    if (isFull(kept++, MAX_KEPT)) {
      sets = new Map();
      kept = 1;
    }
    const made = makeSet(keys, values);
    keep(sets, values, made);
    return made;
  }
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

/** Exceeds the routes times statuses of any service; more come only from routes that contain names of things. */
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
