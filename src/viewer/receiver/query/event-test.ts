import { readKept } from '../store/kept-fields';
import type { SpanEvent } from '../trace';
import { valueTest } from './match-value';
import type { Operator } from './parse';
import type { Compiled } from './segment-test';

/** A test for spans with an event whose name, or whose attribute of this key, compares so. */
export function eventTest(
  part: 'name' | { readonly key: string },
  operator: Operator,
  value: string,
): Compiled {
  const holds = valueTest(operator, value);
  const isMeant = ({ name, attributes }: SpanEvent) =>
    part === 'name' ? holds(name) : part.key in attributes && holds(attributes[part.key]!);
  return segment => index =>
    segment.hasEvents(index) && readKept(segment.keptOf(index), [0, 0]).events.some(isMeant);
}
