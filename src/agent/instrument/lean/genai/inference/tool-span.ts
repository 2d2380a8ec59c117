import { type Context, createContextKey, type Span, trace } from '@opentelemetry/api';

const TOOL = createContextKey('otel-agent execution of a tool');

/** Returns a context for the work of a tool, with its span. */
export function withToolSpan(context: Context, span: Span): Context {
  return trace.setSpan(context, span).setValue(TOOL, span);
}

/** Returns the span of the tool that is executed in this context, if no other span lies between. */
export function toolSpanOf(context: Context): Span | undefined {
  const span = context.getValue(TOOL) as Span | undefined;
  return span !== undefined && span === trace.getSpan(context) ? span : undefined;
}
