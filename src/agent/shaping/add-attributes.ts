import type { AttributeValue } from '@opentelemetry/api';
import type { AttributeRule } from '../../shared/rules/attribute-rules';
import { KINDS } from '../../shared/rules/sampling-rules';
import { addAttribute, attributeOf, changeAttribute, type SpanItem } from '../export/span-item';
import { convert } from './convert';
import { type AttributeRedaction, hidingBy } from './hide';
import { queryParameter } from './query-parameter';
import { routeParameter } from './route-parameter';

/**
 * Makes the step that gives a span its attributes. Instrumentations record the headers under the keys of the conventions;
 * those that only the rules ask for are taken away again, unless they are `captured`.
 */
export function addingAttributes(
  all: readonly AttributeRule[],
  redaction: AttributeRedaction,
  captured: ReadonlySet<string>,
): (span: SpanItem) => void {
  const ofKinds = KINDS.map(kind => {
    const rules = all.filter(({ from, kinds }) => from !== 'baggage' && kinds.includes(kind));
    const kept = new Set(rules.map(({ as }) => as));
    const headers = new Set(rules.map(headerKey).filter(key => key !== undefined));
    return {
      steps: rules.map(rule => stepOf(rule, redaction)),
      extra: [...headers].filter(key => !kept.has(key) && !captured.has(key)),
    };
  });
  return span => {
    const { steps, extra } = ofKinds[span.kind] ?? NOTHING;
    for (const step of steps) step(span);
    for (const key of extra) removeAttribute(span, key);
  };
}

const NOTHING = { steps: [], extra: [] };

function stepOf(rule: AttributeRule, redaction: AttributeRedaction): (span: SpanItem) => void {
  const { as, name } = rule;
  const header = headerKey(rule);
  // Recorded by the instrumentation already: under this key a header is a list of values.
  if (header === as) return span => cutList(span, as, rule.maxLength);
  const read = readerOf(rule);
  const hide = hidingBy(redaction, header ?? `${rule.from}.${name}`);
  return span => {
    const text = read(span);
    if (text === undefined || attributeOf(span, as) !== undefined) return;
    const shown = hide(text);
    const value = shown === undefined ? undefined : convert(shown, rule);
    if (value !== undefined) addAttribute(span, as, value);
  };
}

/** Key under which the instrumentations record a rule's header. */
function headerKey({ from, name }: AttributeRule): string | undefined {
  if (from === 'header') return `http.request.header.${name}`;
  return from === 'response_header' ? `http.response.header.${name}` : undefined;
}

function readerOf(rule: AttributeRule): (span: SpanItem) => string | undefined {
  if (rule.from === 'query') return queryParameter(rule.name);
  if (rule.from === 'route_param') return span => routeParameter(span, rule.name);
  const key = headerKey(rule)!;
  return span => {
    const value = attributeOf(span, key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return String(value);
    return value.length === 1 ? String(value[0]) : value.join(', ');
  };
}

function cutList(span: SpanItem, key: string, maxLength: number): void {
  const value = attributeOf(span, key);
  if (!Array.isArray(value) || value.every(text => String(text).length <= maxLength)) return;
  changeAttribute(span, key, value.map(text => String(text).slice(0, maxLength)) as AttributeValue);
}

function removeAttribute(span: SpanItem, key: string): void {
  const list = span.attributeList;
  if (list === undefined) delete span.attributes[key];
  else for (let at = list.length - 2; at >= 0; at -= 2) if (list[at] === key) list.splice(at, 2);
}
