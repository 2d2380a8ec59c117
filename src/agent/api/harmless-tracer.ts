import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { asText } from '../../shared/as-text';
import { ownDiag } from '../../shared/log';
import { isLink } from '../tracing/bounded-list';

/**
 * Keeps the SDK's errors from the app. Without the agent, the API takes any arguments; here a wrong argument is without
 * effect, too, and is said.
 */
export class HarmlessTracer implements Tracer {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  startSpan(name: string, options?: SpanOptions | null, parent?: Context | null): Span {
    try {
      const span = this.#tracer.startSpan(asText(name), options ?? undefined, parent ?? undefined);
      if (span.isRecording()) keepErrors(Object.getPrototypeOf(span));
      return span;
    } catch (error) {
      tell('startSpan', error);
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
  }

  startActiveSpan(name: string, ...rest: unknown[]): unknown {
    if (rest.length === 0) return undefined; // As the API alone does.
    const run = rest.pop() as (span: Span) => unknown;
    const [options, given] = rest as [SpanOptions?, Context?];
    const parent = given ?? context.active();
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), run, undefined, span);
  }
}

const METHODS = [
  'setAttribute',
  'setAttributes',
  'addEvent',
  'addLink',
  'addLinks',
  'setStatus',
  'updateName',
  'recordException',
  'end',
] as const;
const kept = new WeakSet<object>();

/** Wraps the methods of the SDK's spans, once. */
function keepErrors(prototype: Record<string, (...args: unknown[]) => unknown>): void {
  if (kept.has(prototype)) return;
  kept.add(prototype);
  for (const name of METHODS) {
    const method = prototype[name]!;
    const mend = MENDS[name];
    prototype[name] = function (this: Span, ...args) {
      try {
        return method.apply(this, mend === undefined ? args : mend(args));
      } catch (error) {
        tell(name, error);
        return this;
      }
    };
  }
}

/** Makes arguments that the encoders can take; throws for a call without meaning. */
const MENDS: Partial<Record<(typeof METHODS)[number], (args: unknown[]) => unknown[]>> = {
  updateName: ([name]) => [asText(name)],
  addEvent: ([name, ...rest]) => [asText(name), ...rest],
  addLink([link]) {
    if (!isLink(link)) throw new TypeError('a link needs the context of a span');
    return [link];
  },
};

function tell(call: string, error: unknown): void {
  ownDiag.warn(`${call} of a span was called with what it cannot take, and has no effect`, error);
}
