import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';

/**
 * Wraps a provider so that its tracers make no span whose marked attribute says "middleware". Spans below such a layer
 * become children of the span above it. For instrumentations without an option for this.
 */
export function skipMiddlewareSpans(
  provider: TracerProvider,
  mark: { readonly attribute: string; readonly value: string },
): TracerProvider {
  return {
    getTracer: (name, version, options) =>
      withoutMiddleware(provider.getTracer(name, version, options), mark),
  };
}

function withoutMiddleware(tracer: Tracer, mark: { attribute: string; value: string }): Tracer {
  const isMiddleware = (options?: SpanOptions) => options?.attributes?.[mark.attribute] === mark.value;
  return {
    startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
      if (!isMiddleware(options)) return tracer.startSpan(name, options, parent);
      const above = trace.getSpanContext(parent);
      return above === undefined ? trace.wrapSpanContext(INVALID) : trace.wrapSpanContext(above);
    },
    startActiveSpan: tracer.startActiveSpan.bind(tracer) as Tracer['startActiveSpan'],
  } as Tracer;
}

const INVALID = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
