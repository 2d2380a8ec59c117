import type { SpanAttributes } from '@opentelemetry/api';
import type { SpanMatch } from '../../../shared/rules/sampling-rules';
import { type Field, fieldsOf } from './fields';
import { Patterns } from './patterns';

/** Finds the first rule that matches a span, by its name and first attributes; -1 if none does. */
export type FindRule = (name: string, attributes: SpanAttributes) => number;

/** Rules that fit the bits of a number which V8 keeps unboxed. */
const RULES_AT_ONCE = 30;

/**
 * Makes the search. Each field narrows the rules down, as bits, all at once; the lowest bit that is left is the first
 * rule:
 *
 *     no condition at all        0b111
 *     method GET                 0b101    rule 1 wants POST
 *     path /healthz              0b100    rule 0 wants another path   -> rule 2
 */
export function findRule(matches: readonly SpanMatch[]): FindRule {
  if (matches.length === 0) return () => -1;
  const first = findOneOf(matches.slice(0, RULES_AT_ONCE));
  if (matches.length <= RULES_AT_ONCE) return first;
  const further = findRule(matches.slice(RULES_AT_ONCE));
  return (name, attributes) => {
    const index = first(name, attributes);
    if (index !== -1) return index;
    const later = further(name, attributes);
    return later === -1 ? -1 : later + RULES_AT_ONCE;
  };
}

function findOneOf(matches: readonly SpanMatch[]): FindRule {
  const all = 2 ** matches.length - 1;
  const fields = fieldsOf(matches).map(field => ({ field, patterns: patternsFor(field, matches) }));
  return (name, attributes) => {
    let left = all;
    for (const { field, patterns } of fields) {
      left &= patterns.others | field.find(patterns, name, attributes);
      if (left === 0) return -1;
    }
    return 31 - Math.clz32(left & -left);
  };
}

function patternsFor({ patternsOf, isAnyCase }: Field, matches: readonly SpanMatch[]): Patterns {
  return new Patterns(matches.map(patternsOf), isAnyCase);
}
