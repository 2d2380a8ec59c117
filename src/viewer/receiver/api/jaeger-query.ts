import { OtlpSpanKind } from '../../../shared/otlp/fields';
import { attributeTest } from '../query/attribute-tests';
import { parseDuration } from '../query/durations';
import { fieldTest } from '../query/field-tests';
import { type Compiled, combined } from '../query/segment-test';
import { numberParameter, ParameterError } from './parameters';

/** Search that the parameters of Jaeger's `/api/traces` ask for. */
export interface JaegerQuery {
  readonly compiled: Compiled;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly limit: number;
}

const MAX_TRACES = 1500;

/**
 * Reads service, operation, tags (JSON, or `tag=key:value` again and again), minDuration and maxDuration (`1.2s`,
 * `100ms`), start and end (Unix microseconds), limit. Unlike Jaeger's, no service is needed. Throws ParameterError.
 */
export function readJaegerQuery(parameters: URLSearchParams): JaegerQuery {
  const parts: Compiled[] = [];
  const service = parameters.get('service');
  const operation = parameters.get('operation');
  if (service) parts.push(fieldTest('service', '=', service));
  if (operation && operation !== 'all') parts.push(fieldTest('name', '=', operation));
  for (const [key, value] of tagsIn(parameters)) parts.push(tagTest(key, value));
  for (const [name, operator] of [
    ['minDuration', '>='],
    ['maxDuration', '<='],
  ] as const) {
    const text = parameters.get(name);
    if (text) parts.push(fieldTest('duration', operator, durationText(text, name)));
  }
  return {
    compiled: combined(parts, true),
    sinceMs: milliseconds(parameters, 'start'),
    untilMs: milliseconds(parameters, 'end'),
    limit: numberParameter(parameters, 'limit', { fallback: 20, min: 1, max: MAX_TRACES }),
  };
}

/** Some tags are fields in OTLP. */
function tagTest(key: string, value: string): Compiled {
  if (key === 'error') return fieldTest('status', value === 'true' ? '=' : '!=', 'error');
  if (key === 'span.kind' && Object.hasOwn(OtlpSpanKind, value)) return fieldTest('kind', '=', value);
  return attributeTest(key, '=', value);
}

function tagsIn(parameters: URLSearchParams): [key: string, value: string][] {
  const tags: [string, string][] = parameters.getAll('tag').map(tag => {
    const colon = tag.indexOf(':');
    if (colon < 1) throw new ParameterError('tag must be key:value');
    return [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  const json = parameters.get('tags');
  if (!json) return tags;
  try {
    for (const [key, value] of Object.entries(JSON.parse(json) as object)) tags.push([key, String(value)]);
  } catch {
    throw new ParameterError('tags must be a JSON object');
  }
  return tags;
}

function durationText(text: string, name: string): string {
  try {
    parseDuration(text);
    return text;
  } catch {
    throw new ParameterError(`${name} must be a duration such as 100ms`);
  }
}

function milliseconds(parameters: URLSearchParams, name: string): number | undefined {
  return parameters.get(name) ? numberParameter(parameters, name, { fallback: 0 }) / 1000 : undefined;
}
