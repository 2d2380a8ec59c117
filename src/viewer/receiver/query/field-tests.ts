import { OtlpSpanKind, OtlpStatusCode } from '../../../shared/otlp/fields';
import { attributeTest, nameTest, resourceTest } from './attribute-tests';
import { parseDuration } from './durations';
import { eventTest } from './event-test';
import { idTest } from './id-test';
import { numberTest, valueTest } from './match-value';
import type { Operator } from './parse';
import { QueryError } from './query-error';
import { type Compiled, combined, originTest } from './segment-test';
import { traceTest } from './trace-test';

/** The fields that a query can name; every other name is an attribute's. */
const FIELDS: { readonly [field: string]: (operator: Operator, value: string) => Compiled } = {
  service(operator, value) {
    const holds = valueTest(operator, value);
    return originTest(origin => holds(origin.service));
  },
  scope(operator, value) {
    const holds = valueTest(operator, value);
    return originTest(origin => holds(origin.scope.name));
  },
  name: nameTest,
  operation: nameTest,
  kind(operator, value) {
    const isKind = wordsTest('kind', OtlpSpanKind, operator, value);
    return segment => index => isKind(segment.kindOf(index));
  },
  status(operator, value) {
    const isStatus = wordsTest('status', OtlpStatusCode, operator, value);
    return segment => index => isStatus(segment.statusOf(index));
  },
  duration(operator, value) {
    const holds = numberTest(operator, parseDuration(value));
    return segment => index => holds(Math.max(0, segment.durationNs[index]!));
  },
  root(operator, value) {
    const isRoot = (value === 'true') === (operator === '=');
    return segment => index => segment.hasParent(index) !== isRoot;
  },
  trace: (operator, value) => idTest('trace', operator, value),
  span: (operator, value) => idTest('span', operator, value),
  'event.name': (operator, value) => eventTest('name', operator, value),
  'trace.duration'(operator, value) {
    const holds = numberTest(operator, parseDuration(value));
    return traceTest(({ durationNs }) => holds(durationNs));
  },
  'trace.spans'(operator, value) {
    const holds = numberTest(operator, Number(value));
    return traceTest(({ spanCount }) => holds(spanCount));
  },
  'trace.errors'(operator, value) {
    const holds = numberTest(operator, Number(value));
    return traceTest(({ errorCount }) => holds(errorCount));
  },
};

/** The names above, for completion while typing. */
export const FIELD_NAMES: readonly string[] = Object.keys(FIELDS);

/** Makes the test of a comparison of a field, the resource (`resource.host.name`), an event (`event.message`) or an attribute. */
export function fieldTest(field: string, operator: Operator, value: string): Compiled {
  if (Object.hasOwn(FIELDS, field)) return FIELDS[field]!(operator, value);
  if (field.startsWith('resource.')) return resourceTest(field.slice('resource.'.length), operator, value);
  if (field.startsWith('event.')) return eventTest({ key: field.slice('event.'.length) }, operator, value);
  const onSpan = attributeTest(field, operator, value);
  // Looks in events too: exceptions are events, and people search for them.
  return field.startsWith('exception.')
    ? combined([onSpan, eventTest({ key: field }, operator, value)], false)
    : onSpan;
}

function wordsTest(
  field: string,
  numbers: { readonly [word: string]: number },
  operator: Operator,
  value: string,
): (number: number) => boolean {
  const wanted = numbers[value.toLowerCase()];
  if (wanted === undefined || !Object.hasOwn(numbers, value.toLowerCase())) {
    throw new QueryError(`${field} is one of ${Object.keys(numbers).join(', ')}`);
  }
  if (operator !== '=' && operator !== '!=') throw new QueryError(`${field} goes with = or !=`);
  return operator === '=' ? number => number === wanted : number => number !== wanted;
}
