import { attributeExists, textAnywhere } from './attribute-tests';
import { fieldTest } from './field-tests';
import type { Query } from './parse';
import { type Compiled, combined, negated } from './segment-test';

/** Turns a parsed query into tests on columns. Throws QueryError for a value that its field cannot have. */
export function compileQuery(query: Query): Compiled {
  switch (query.type) {
    case 'and':
    case 'or':
      return combined(query.parts.map(compileQuery), query.type === 'and');
    case 'not':
      return negated(compileQuery(query.part));
    case 'text':
      return textAnywhere(query.text);
    case 'exists':
      return attributeExists(query.field);
    case 'compare':
      return fieldTest(query.field, query.operator, query.value);
  }
}
