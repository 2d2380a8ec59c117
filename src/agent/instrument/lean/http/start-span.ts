import {
  type Context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';

export interface SpanStart {
  readonly options: SpanOptions;
  readonly parent: Context;
  /** Makes no span without a span above it in this process or, for servers, in the caller: `requireParentfor…Spans`. */
  readonly isParentRequired: boolean;
}

/** Starts a span; returns a span that records nothing if a parent is required and missing. */
export function startSpan(tracer: Tracer, name: string, start: SpanStart): Span {
  const { options, parent, isParentRequired } = start;
  if (!isParentRequired) return tracer.startSpan(name, options, parent);
  const above = trace.getSpan(parent);
  if (above === undefined || !isSpanContextValid(above.spanContext()))
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  return above.spanContext().isRemote ? above : tracer.startSpan(name, options, parent);
}
