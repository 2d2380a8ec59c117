import { channel } from 'node:diagnostics_channel';
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { getRPCMetadata, setRPCMetadata } from '@opentelemetry/core';
import { nextRoute } from './next-route';
import { standInFor } from './stand-in-span';

/**
 * Lets the spans of Next.js join those of the agent: its spans of requests and of `fetch` are left out where http and undici have
 * theirs, and routes are passed on to the server's span, which they name. Next.js has one span for a request, two with a
 * middleware, and its `fetch` makes a span even where a cache answers.
 */
export function createNextTracer(tracer: Tracer, version: string | undefined): Tracer {
  const passed = new PassedRequests();

  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const run = rest.pop() as (span: Span) => unknown;
    const [options = {}, given] = rest as [SpanOptions?, Context?];
    const around = given ?? context.active();
    const type = options.attributes?.['next.span_type'];
    if (type === 'AppRender.fetch' && channel('undici:request:create').hasSubscribers) return run(NO_SPAN);
    if (options.kind === SpanKind.SERVER) {
      const within = passed.requestOf(around);
      if (within !== undefined) return runWithin(within, run);
    } else {
      // Its steps as a server starts belong to no request: each would be a trace.
      if (trace.getSpan(around) === undefined) return run(NO_SPAN);
      passOn(nextRoute(name, options.attributes, version), around);
    }
    return tracer.startActiveSpan(name, options, around, run);
  }

  function runWithin(within: Context, run: (span: Span) => unknown): unknown {
    const span = standInFor(trace.getSpan(within)!, {
      onAttributes: attributes => passOn(nextRoute('', attributes, version), within),
      onEnd: () => passed.add(within),
    });
    return context.with(trace.setSpan(within, span), run, undefined, span);
  }

  return {
    startSpan: (name, options, around) => tracer.startSpan(name, options, around),
    startActiveSpan: startActiveSpan as Tracer['startActiveSpan'],
  };
}

function passOn(route: string | undefined, within: Context): void {
  const request = getRPCMetadata(within);
  if (request !== undefined && route !== undefined) request.route = route;
}

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/**
 * Requests that Next.js has handled, by the id of their span: after a middleware, Next.js handles a request once more, in a
 * context that it reads from headers of its own.
 */
class PassedRequests {
  readonly #contexts = new Map<string, Context>();

  add(within: Context): void {
    this.#contexts.set(trace.getSpanContext(within)!.spanId, within);
    if (this.#contexts.size > MOST_REQUESTS) this.#contexts.delete(this.#contexts.keys().next().value!);
  }

  /** Context of the request that http has a span for. What else Next.js has put into the given context stays in it. */
  requestOf(around: Context): Context | undefined {
    const span = trace.getSpan(around);
    if (span === undefined || getRPCMetadata(around) !== undefined) return span && around;
    const { spanId } = span.spanContext();
    const passed = this.#contexts.get(spanId);
    if (passed === undefined) return undefined;
    this.#contexts.delete(spanId);
    return setRPCMetadata(trace.setSpan(around, trace.getSpan(passed)!), getRPCMetadata(passed)!);
  }
}

/** Limit on requests that are remembered between a middleware and the rest of their handling. */
const MOST_REQUESTS = 100;
