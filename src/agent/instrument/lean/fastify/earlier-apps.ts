import { type Context, type Span, trace } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import type { Listeners } from '../listening-instrumentation';
import { type RequestSpan, TracedRequest } from './request-span';
import { setSpanError } from './span-error';
import { ANONYMOUS } from './trace-handler';
import { type FastifyTracing, traceRequest } from './trace-request';
import type { Fastify, FastifyRequest, Handler, Reply } from './types';

/** Message about a handler that runs (fastify 4.27 and 5), one object for all events. */
interface Handling {
  readonly request: FastifyRequest & { readonly server?: Pick<Fastify, 'pluginName'> };
  readonly reply: Reply;
  /** True if the handler has returned a promise. */
  readonly async: boolean;
  readonly error?: unknown;
}

/** Handler that runs in a span. */
interface Open {
  readonly above: RequestSpan;
  /** Undefined if handlers have no spans, or once it has ended. */
  span: Span | undefined;
  readonly before: Context | undefined;
}

/** Makes the spans of apps that were made before the agent came, by fastify's own tracing channel. */
export function earlierApps(tracing: FastifyTracing): Listeners {
  const handlers = new WeakMap<Handling, Open>();
  const event = (name: string) => `tracing:fastify.request.handler:${name}`;
  return {
    [event('start')](handling: Handling) {
      const open = begin(tracing, handling);
      if (open !== undefined) handlers.set(handling, open);
    },
    [event('end')](handling: Handling) {
      const open = handlers.get(handling);
      if (open === undefined) return;
      leaveContext(open.before);
      if (!handling.async) endSpan(open);
    },
    [event('error')](handling: Handling) {
      const open = handlers.get(handling);
      if (open === undefined) return;
      open.above.fail(handling.error, tracing.areExceptionsRecorded);
      if (open.span !== undefined) setSpanError(open.span, handling.error, tracing.areExceptionsRecorded);
      endSpan(open);
    },
    [event('asyncStart')](handling: Handling) {
      const open = handlers.get(handling);
      if (open !== undefined) endSpan(open);
    },
  };
}

/** Starts the spans of request and handler; undefined for a request of an app that has the agent's hooks. */
function begin(tracing: FastifyTracing, { request, reply }: Handling): Open | undefined {
  if (!tracing.isEnabled || TracedRequest.spanOf(request) !== undefined) return undefined;
  const above = traceRequest(tracing, request, reply);
  if (above === undefined) return undefined;
  const { name, attributes } = describeHandler(request);
  const span = tracing.areHandlersTraced
    ? tracing.instruments.tracer.startSpan(name, { attributes }, above.context)
    : undefined;
  const context = span === undefined ? above.context : trace.setSpan(above.context, span);
  return { above, span, before: enterContext(context) };
}

function endSpan(open: Open): void {
  open.span?.end();
  open.span = undefined;
}

function describeHandler({ routeOptions, server }: Handling['request']) {
  const { url = '', handler } = (routeOptions ?? {}) as { url?: string; handler?: Handler };
  const name = handler?.name.replace(/^bound /, '') || ANONYMOUS; // Fastify binds it to the app.
  return {
    name: `handler - ${name}`,
    attributes: {
      'hook.name': `${server?.pluginName} - route-handler`,
      'fastify.type': 'request-handler',
      'http.route': url,
      'hook.callback.name': name,
    },
  };
}
