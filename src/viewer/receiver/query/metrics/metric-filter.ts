import type { Attributes, Value } from '../../trace';
import { valueTest } from '../match-value';
import { parseQuery, type Query } from '../parse';

/** Tells whether a stream with these attributes is wanted. */
export type MetricFilter = (attributes: Attributes, resource: Attributes) => boolean;

/**
 * Turns a query into a test of a metric's attributes, in the language of searches for traces; `resource.` before a
 * name, or a name that the point lacks, means the resource's. Throws QueryError.
 */
export function compileMetricFilter(query: string): MetricFilter {
  return compile(parseQuery(query));
}

function compile(query: Query): MetricFilter {
  switch (query.type) {
    case 'and': {
      const parts = query.parts.map(compile);
      return (attributes, resource) => parts.every(part => part(attributes, resource));
    }
    case 'or': {
      const parts = query.parts.map(compile);
      return (attributes, resource) => parts.some(part => part(attributes, resource));
    }
    case 'not': {
      const part = compile(query.part);
      return (attributes, resource) => !part(attributes, resource);
    }
    case 'text': {
      const holds = valueTest('~', query.text);
      return attributes => Object.values(attributes).some(holds);
    }
    case 'exists':
      return (attributes, resource) => attributeOf(query.field, attributes, resource) !== undefined;
    case 'compare': {
      const holds = valueTest(query.operator, query.value);
      return (attributes, resource) => {
        const value = attributeOf(query.field, attributes, resource);
        return value !== undefined && holds(value);
      };
    }
  }
}

/** Value of an attribute of the point, else of its resource. */
export function attributeOf(key: string, attributes: Attributes, resource: Attributes): Value | undefined {
  if (key.startsWith('resource.')) return resource[key.slice('resource.'.length)];
  return attributes[key] ?? resource[key];
}
