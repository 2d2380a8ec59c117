import { type Attributes, diag, type Span, trace } from '@opentelemetry/api';
import { runInContext } from '../../../tracing/context-manager';
import { type RequestSpan, TracedRequest } from './request-span';
import { setSpanError } from './span-error';
import type { FastifySide } from './trace-request';
import type { Fastify, Handler } from './types';

/** A function of the app's, and what its spans say of it. */
export interface TracedHandler {
  /** The first word of the span's name. */
  readonly kind: string;
  readonly attributes: Attributes;
}

export const ANONYMOUS = 'anonymous';

/** The same function, with a span for each call that is about a traced request. */
export function tracingHandler(
  side: FastifySide,
  handler: Handler,
  { kind, attributes }: TracedHandler,
): Handler {
  let { name } = handler;
  const traced: Handler = function (...args) {
    // With a WebSocket, the request comes second.
    const above = TracedRequest.spanOf(args[0]) ?? TracedRequest.spanOf(args[1]);
    if (above === undefined || !side.isEnabled) return handler.apply(this, args);
    if (name === '' && this !== undefined) name = pluginOf(this);
    const span = startSpan(side, `${kind} - ${name || ANONYMOUS}`, attributes, above);
    if (span === undefined) return handler.apply(this, args);
    return runInContext(trace.setSpan(above.context, span), callIn, this, side, span, handler, args);
  };
  // Hooks of the app see it as the route's handler.
  const { length } = handler;
  return Object.defineProperties(traced, { name: { value: handler.name }, length: { value: length } });
}

function startSpan(
  { instruments }: FastifySide,
  name: string,
  attributes: Attributes,
  above: RequestSpan,
): Span | undefined {
  try {
    return instruments.tracer.startSpan(name, { attributes }, above.context);
  } catch (error) {
    diag.error('fastify: a handler could not be traced', error);
    return undefined;
  }
}

/** What has no name of its own goes by its plugin's, which is whole once the app is running. */
function pluginOf(instance: Fastify): string {
  const { pluginName } = Object(instance) as Partial<Fastify>;
  return typeof pluginName === 'string' ? pluginName : '';
}

function callIn(
  this: Fastify | undefined,
  side: FastifySide,
  span: Span,
  handler: Handler,
  args: unknown[],
): unknown {
  try {
    const result = handler.apply(this, args);
    if (isThenable(result)) return following(side, span, result);
    span.end();
    return result;
  } catch (error) {
    fail(side, span, error);
    throw error;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return false; // fastify comes across the same getter.
  }
}

/** A reply is one, too: it is done when it has been sent. */
function following(side: FastifySide, span: Span, result: PromiseLike<unknown>): unknown {
  return result.then(
    value => {
      span.end();
      return value;
    },
    error => {
      fail(side, span, error);
      throw error;
    },
  );
}

function fail({ areExceptionsRecorded }: FastifySide, span: Span, error: unknown): void {
  try {
    setSpanError(span, error, areExceptionsRecorded);
  } catch (failure) {
    diag.error('fastify: an error could not be read', failure);
  }
  span.end();
}
