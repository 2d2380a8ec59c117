import type { CollectedSpan } from '../services/collector/collected';

/** Fields of a span that its place in the drawing needs. */
export type DrawnSpan = Pick<
  CollectedSpan,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind' | 'startTimeUnixNano'
>;

/** Returns a span after the spans above it, the root first. Throws if a parent is missing. */
export function ancestry(spans: readonly CollectedSpan[], span: CollectedSpan): CollectedSpan[] {
  const path = [span];
  while (path[0]!.parentSpanId !== '') {
    const { parentSpanId, traceId } = path[0]!;
    const parent = spans.find(one => one.spanId === parentSpanId && one.traceId === traceId);
    if (parent === undefined) throw new Error(`the parent of "${path[0]!.name}" is missing`);
    path.unshift(parent);
  }
  return path;
}

/** `server GET /items/:id`, for comparing and for reading. */
export function label({ kind, name }: DrawnSpan): string {
  return `${kind} ${name}`;
}

/** Draws traces as indented labels, siblings in the order in which they began, as a person would compare them. */
export function drawTraces<Span extends DrawnSpan>(
  spans: readonly Span[],
  write: (span: Span) => string = label,
): string[] {
  const isRoot = (span: Span) => !spans.some(above => isParent(above, span));
  return byStart(spans.filter(isRoot)).flatMap(root => draw(root, 0));

  function draw(span: Span, depth: number): string[] {
    const below = byStart(spans.filter(child => isParent(span, child)));
    return ['  '.repeat(depth) + write(span), ...below.flatMap(child => draw(child, depth + 1))];
  }
}

function isParent(above: DrawnSpan, span: DrawnSpan): boolean {
  return above.spanId === span.parentSpanId && above.traceId === span.traceId;
}

function byStart<Span extends DrawnSpan>(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
}
