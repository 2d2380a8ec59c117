import type { CollectedSpan } from '../../services/collector/collected';

/** Takes spans out; spans below them become children of the span above. */
export function without(isOut: (span: CollectedSpan) => boolean) {
  return (spans: readonly CollectedSpan[]): CollectedSpan[] => {
    const out = new Map(spans.filter(isOut).map(span => [span.spanId, span.parentSpanId]));
    const above = (id: string): string => (out.has(id) ? above(out.get(id)!) : id);
    return spans
      .filter(span => !out.has(span.spanId))
      .map(span => ({ ...span, parentSpanId: above(span.parentSpanId) }));
  };
}
