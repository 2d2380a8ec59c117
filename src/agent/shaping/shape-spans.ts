import type { GetValue } from '../../shared/config/read/get-value';
import type { SpanItem } from '../export/span-item';
import { addingAttributes } from './add-attributes';
import type { AttributeRedaction } from './hide';
import { renaming } from './rename';

interface Redaction extends AttributeRedaction {
  span<Span extends SpanItem>(span: Span): Span;
}

/**
 * Gives finished spans the attributes and names of the operator's rules, around the redaction: attributes are redacted like
 * all others, and names are made of redacted attributes.
 */
export function shapeSpans<Whole extends Redaction>(redaction: Whole, get: GetValue): Whole {
  const attributes = get('OTEL_AGENT_SPAN_ATTRIBUTES');
  const names = get('OTEL_AGENT_SPAN_NAMES');
  const add = attributes && addingAttributes(attributes.rules, redaction, capturedHeaders(get));
  const rename = names && renaming(names);
  let last: SpanItem | undefined;
  return {
    ...redaction,
    span<Span extends SpanItem>(span: Span) {
      // Each exporter asks in turn: a new name could match another rule.
      const isNew = span !== last;
      last = span;
      if (isNew) add?.(span);
      redaction.span(span);
      if (isNew) rename?.(span);
      return span;
    },
  };
}

/** Attributes of headers that are wanted under their usual keys, whatever the rules make of them. */
function capturedHeaders(get: GetValue): ReadonlySet<string> {
  const keys = (['REQUEST', 'RESPONSE'] as const).flatMap(message =>
    (['SERVER', 'CLIENT'] as const).flatMap(side =>
      get(`OTEL_INSTRUMENTATION_HTTP_${side}_CAPTURE_${message}_HEADERS`).map(
        name => `http.${message.toLowerCase()}.header.${name.toLowerCase()}`,
      ),
    ),
  );
  return new Set(keys);
}
