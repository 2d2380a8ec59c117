import {
  type Context,
  isSpanContextValid,
  type Link,
  propagation,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../tracing/lean-context';

/** Trace context of a request or message, as header fields. */
export interface Carrier {
  readonly headers: Readonly<Record<string, string>>;
  /** X-Ray's header, which counts where the others say nothing. */
  readonly xRay?: string | undefined;
}

/** Trace context that an event brings. */
export interface Callers {
  readonly parent: Context;
  readonly links: Link[];
}

/**
 * Finds the span that an invocation continues: that of its only message, else of the event's headers, else of X-Ray. Several
 * messages, which may come from as many traces, are linked.
 */
export function callersOf(carriers: readonly Carrier[], invocationXRay: string | undefined): Callers {
  const contexts = carriers.map(extract);
  const only = contexts.length === 1 ? contexts[0]! : LEAN_ROOT_CONTEXT;
  const parent = hasSpan(only) ? only : withXRay(only, invocationXRay);
  const links = contexts.length === 1 ? [] : distinct(contexts.flatMap(context => spanOf(context) ?? []));
  return { parent, links: links.map(context => ({ context })) };
}

function extract({ headers, xRay }: Carrier): Context {
  const context = propagation.extract(LEAN_ROOT_CONTEXT, headers);
  return hasSpan(context) ? context : withXRay(context, xRay);
}

/**
 * Adds X-Ray's context if OTEL_PROPAGATORS has `xray`. Only a sampled one: Lambda hands out unsampled ids where X-Ray is off,
 * and a parent-based sampler would leave out every trace.
 */
function withXRay(context: Context, header: string | undefined): Context {
  if (header === undefined || !header.includes('Parent=')) return context;
  const found = spanOf(propagation.extract(LEAN_ROOT_CONTEXT, { [X_RAY_HEADER]: header }));
  if (found === undefined || (found.traceFlags & TraceFlags.SAMPLED) === 0) return context;
  return trace.setSpanContext(context, found);
}

export const X_RAY_HEADER = 'x-amzn-trace-id';

/** Returns the context that header fields carry, if there is a span in it. */
export function contextOf(headers: Carrier['headers']): Context | undefined {
  const context = propagation.extract(LEAN_ROOT_CONTEXT, headers);
  return hasSpan(context) ? context : undefined;
}

function hasSpan(context: Context): boolean {
  return spanOf(context) !== undefined;
}

function spanOf(context: Context): SpanContext | undefined {
  const found = trace.getSpanContext(context);
  return found !== undefined && isSpanContextValid(found) ? found : undefined;
}

function distinct(spans: readonly SpanContext[]): SpanContext[] {
  return [...new Map(spans.map(span => [`${span.traceId} ${span.spanId}`, span])).values()];
}
