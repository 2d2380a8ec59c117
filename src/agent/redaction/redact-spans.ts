import { loadChunk } from '../boot/chunks';
import { attributeOf, type SpanItem } from '../export/span-item';
import { GRAPHQL, type SpanRules } from './span-rules';

export type RedactionChunk = typeof import('./redaction');

/**
 * Makes a stage that hides literals of statements and secrets of URLs in finished spans, except in spans of our own
 * instrumentations, `leanScopes`, which never record them.
 */
export function redactSpans<Span extends SpanItem>(
  leanScopes: ReadonlySet<string>,
  rules: SpanRules,
): (span: Span) => Span {
  let chunk: RedactionChunk | undefined;
  return span => {
    const { name } = span.instrumentationScope;
    if (leanScopes.has(name) || (name !== GRAPHQL && !hasAny(span))) return span;
    chunk ??= loadChunk<RedactionChunk>('redaction');
    chunk.redactSpan(span, rules);
    return span;
  };
}

/** Attributes that tell of a statement or a URL. */
const KEYS = [
  'db.system.name',
  'db.system',
  'db.query.text',
  'db.statement',
  'url.full',
  'url.query',
  'url.path',
  'http.url',
  'http.target',
];

function hasAny(span: SpanItem): boolean {
  return KEYS.some(key => attributeOf(span, key) !== undefined);
}
