import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { asText } from '../../shared/as-text';
import { sharedOf } from './shared-attributes';
import { LeanSpan } from './span';
import type { TracerState } from './tracer-state';

/** Starts spans as the SDK's tracer does. A span that is not recorded costs little more than its ids. */
export class LeanTracer implements Tracer {
  readonly #state: TracerState;

  constructor(state: TracerState) {
    this.#state = state;
  }

  startSpan(givenName: string, options: SpanOptions = NO_OPTIONS, parentContext = context.active()): Span {
    if (isTracingSuppressed(parentContext)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const { sampler, idGenerator } = this.#state;
    const name = asText(givenName);
    const above = options.root === true ? trace.deleteSpan(parentContext) : parentContext;
    const parent = validSpan(above);
    const parentSpanContext = parent?.spanContext();
    const traceId = parentSpanContext?.traceId ?? idGenerator.generateTraceId();
    const { kind = SpanKind.INTERNAL, attributes = NO_ATTRIBUTES, links } = options;
    const sampling = sampler.shouldSample(above, traceId, name, kind, attributes, links ?? NO_LINKS);
    const spanContext: SpanContext = {
      traceId,
      spanId: idGenerator.generateSpanId(),
      traceFlags:
        sampling.decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
    const traceState = sampling.traceState ?? parentSpanContext?.traceState;
    if (traceState !== undefined) spanContext.traceState = traceState;
    if (sampling.decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const span = new LeanSpan(this.#state, {
      name,
      kind,
      spanContext,
      parentSpanContext,
      parentAnchor: parent instanceof LeanSpan ? parent.anchor : undefined,
      startTime: options.startTime,
      attributes: sampling.attributes ? { ...attributes, ...sampling.attributes } : attributes,
      shared: sampling.attributes ? undefined : sharedOf(options),
      links,
    });
    const { spanProcessors } = this.#state;
    for (let i = 0; i < spanProcessors.length; i++) spanProcessors[i]!.onStart(span, above);
    return span;
  }

  startActiveSpan<Run extends (span: Span) => unknown>(name: string, run: Run): ReturnType<Run>;
  startActiveSpan<Run extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    run: Run,
  ): ReturnType<Run>;
  startActiveSpan<Run extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    parentContext: Context,
    run: Run,
  ): ReturnType<Run>;
  startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const run = rest.pop() as (span: Span) => unknown;
    const [options, given] = rest as [SpanOptions?, Context?];
    const parentContext = given ?? context.active();
    const span = this.startSpan(name, options, parentContext);
    return context.with(trace.setSpan(parentContext, span), run, undefined, span);
  }
}

/** Returns the parent's context unless its ids are invalid. Those of the agent's own spans are always valid. */
function validSpan(parentContext: Context): Span | undefined {
  const span = trace.getSpan(parentContext);
  return span === undefined || span instanceof LeanSpan || isSpanContextValid(span.spanContext())
    ? span
    : undefined;
}

const NO_OPTIONS: SpanOptions = {};
const NO_ATTRIBUTES: Attributes = {};
const NO_LINKS: Link[] = [];
