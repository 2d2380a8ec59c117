import { type Attributes, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import { type RequestSpan, TracedRequest } from './request-span';
import { setSpanError } from './span-error';
import type { FastifyTracing } from './trace-request';
import type { Fastify, Handler } from './types';

/** Name and attributes for the spans of a handler. */
export interface TracedHandler {
  /** The first word of the span's name. */
  readonly kind: string;
  readonly attributes: Attributes;
}

export const ANONYMOUS = 'anonymous';

/** Wraps a handler so that each call for a traced request has a span. */
export function tracingHandler(
  tracing: FastifyTracing,
  handler: Handler,
  { kind, attributes }: TracedHandler,
): Handler {
  let { name } = handler;
  const traced: Handler = function (...args) {
    // Looks at both arguments: with a WebSocket, the request comes second.
    const above = TracedRequest.spanOf(args[0]) ?? TracedRequest.spanOf(args[1]);
    if (above === undefined || !tracing.isEnabled) return handler.apply(this, args);
    if (name === '' && this !== undefined) name = pluginOf(this);
    const span = startSpan(tracing, `${kind} - ${name || ANONYMOUS}`, attributes, above);
    if (span === undefined) return handler.apply(this, args);
    const before = enterContext(trace.setSpan(above.context, span));
    try {
      const result = handler.apply(this, args);
      if (isThenable(result)) return following(tracing, span, result);
      span.end();
      return result;
    } catch (error) {
      // Recorded here: Fastify catches it, so V8 never says where this was thrown.
      fail(tracing, span, error);
      throw error;
    } finally {
      leaveContext(before);
    }
  };
  // Keeps name and length: the app's hooks see the wrapper as the route's handler.
  const { length } = handler;
  return Object.defineProperties(traced, { name: { value: handler.name }, length: { value: length } });
}

function startSpan(
  { instruments }: FastifyTracing,
  name: string,
  attributes: Attributes,
  above: RequestSpan,
): Span | undefined {
  try {
    return instruments.tracer.startSpan(name, { attributes }, above.context);
  } catch (error) {
    ownDiag.error('fastify: a handler could not be traced', error);
    return undefined;
  }
}

/** Returns the plugin's name for an unnamed handler; the name is complete once the app is running. */
function pluginOf(instance: Fastify): string {
  const { pluginName } = Object(instance) as Partial<Fastify>;
  return typeof pluginName === 'string' ? pluginName : '';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return false; // Fastify meets this getter too.
  }
}

/** Ends the span with the result. A reply is thenable too: it is done when it has been sent. */
function following(tracing: FastifyTracing, span: Span, result: PromiseLike<unknown>): unknown {
  return result.then(
    value => {
      span.end();
      return value;
    },
    error => {
      fail(tracing, span, error);
      throw error;
    },
  );
}

function fail({ areExceptionsRecorded }: FastifyTracing, span: Span, error: unknown): void {
  try {
    setSpanError(span, error, areExceptionsRecorded);
  } catch (failure) {
    ownDiag.error('fastify: an error could not be read', failure);
  }
  span.end();
}
