import { containsText } from '../contains-text';
import { idWordsTest } from '../id-test';
import { valueTest } from '../match-value';
import type { Operator, Query } from '../parse';
import { allOf, anyOf, type ChunkTest, noneOf, originTest, recordTest } from './matches';
import { bodyTest, eventTest, ownAttributeTest } from './part-tests';
import { severityTest } from './severities';
import { ownTextTest } from './text-test';

/** Fields whose tests look at columns alone. */
const COLUMNS = new Set(['severity', 'service', 'scope', 'trace', 'span']);

/**
 * Turns a parsed query into a test of log records, in the language of searches for traces. Fields are service, severity, body,
 * event, scope, trace, span and `resource.*`; every other name is an attribute's. Throws QueryError.
 */
export function compileLogQuery(query: Query): ChunkTest {
  switch (query.type) {
    case 'and':
      return allOf(compileParts(query.parts));
    case 'or':
      return anyOf(compileParts(query.parts));
    case 'not':
      return noneOf(compileLogQuery(query.part));
    case 'text':
      return textTest(query.text);
    case 'exists':
      return attributeTest(query.field);
    case 'compare':
      return fieldTest(query.field, query.operator, query.value);
  }
}

/** The quickest tests first: they often leave nothing for the others. */
function compileParts(parts: readonly Query[]): ChunkTest[] {
  return parts.toSorted((a, b) => effortOf(a) - effortOf(b)).map(compileLogQuery);
}

function effortOf(query: Query): number {
  if ('parts' in query) return Math.max(0, ...query.parts.map(effortOf));
  if (query.type === 'not') return effortOf(query.part);
  if (query.type === 'text') return 2;
  return COLUMNS.has(query.field) ? 0 : 1;
}

function fieldTest(field: string, operator: Operator, value: string): ChunkTest {
  if (field === 'severity') {
    const holds = severityTest(operator, value);
    return recordTest(({ severity }, index) => holds(severity[index]!));
  }
  if (field === 'trace' || field === 'span') {
    const holds = idWordsTest(field, operator, value);
    return recordTest(({ ids }, index) => holds(ids, index * 6 + (field === 'span' ? 4 : 0)));
  }
  const holds = valueTest(operator, value);
  if (field === 'service') return originTest(({ service }) => holds(service));
  if (field === 'scope') return originTest(({ scope }) => holds(scope.name));
  const resourceKey = field.startsWith('resource.') ? field.slice('resource.'.length) : undefined;
  if (resourceKey !== undefined)
    return originTest(({ resource }) => resourceKey in resource && holds(resource[resourceKey]!));
  if (field === 'body') return bodyTest(operator, value);
  if (field === 'event') return eventTest(operator, value);
  return attributeTest(field, operator, value);
}

/** The attribute of the record or its resource; without an operator any value will do. */
function attributeTest(key: string, operator?: Operator, value = ''): ChunkTest {
  const holds = operator === undefined ? () => true : valueTest(operator, value);
  return anyOf([
    originTest(({ resource }) => key in resource && holds(resource[key]!)),
    ownAttributeTest(key, operator, value),
  ]);
}

/** The text is somewhere in the record or its service's name; letters are alike whatever their case. */
function textTest(text: string): ChunkTest {
  const contains = containsText(Buffer.from(text));
  const inService = originTest(({ service }) =>
    contains(Buffer.from(service), 0, Buffer.byteLength(service)),
  );
  return anyOf([inService, ownTextTest(text)]);
}
