import { type Context, createContextKey, type Link, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { type DescribedRequest, describeRequest } from './describe-request';
import { contextOf } from './meta';
import { type McpOptions, Operation } from './operation';
import { isMessage } from './outgoing';
import type { Handler, Protocol, Request } from './protocol';

type Method = (this: Protocol, ...args: unknown[]) => unknown;

/** Request that has come in, and is on its way to its handler. */
interface Incoming {
  readonly described: DescribedRequest;
  readonly args: unknown;
  readonly caller: Context;
  readonly links: Link[];
}

const INCOMING = createContextKey('otel-agent request of the Model Context Protocol');

/**
 * Wraps the method that gives requests to their handlers. The span is the handler's; its parent is the sender's, which the
 * message names, and the request of HTTP that brought it is a link.
 */
export function tracingOnRequest(options: McpOptions, original: Method): Method {
  const handlers = new WeakMap<Handler, Handler>();
  return function (...args) {
    const context = receive(options, this, args[0], handlers);
    if (context === undefined) return original.apply(this, args);
    const before = enterContext(context);
    try {
      return original.apply(this, args);
    } finally {
      leaveContext(before);
    }
  };
}

/** Wraps the method that gives notifications to their handlers, which run in the sender's context. */
export function tracingOnNotification(original: Method): Method {
  return function (...args) {
    const context = isMessage(args[0]) ? contextOf(args[0].params, activeContext()) : undefined;
    if (context === undefined) return original.apply(this, args);
    const before = enterContext(context);
    try {
      return original.apply(this, args);
    } finally {
      leaveContext(before);
    }
  };
}

/** Returns the context in which a request is given to its handler; undefined if it is not traced. */
function receive(
  options: McpOptions,
  protocol: Protocol,
  message: unknown,
  handlers: WeakMap<Handler, Handler>,
): Context | undefined {
  try {
    if (!isMessage(message)) return undefined;
    const incoming = incomingOf(message, protocol);
    if (wrapHandler(options, protocol, message.method, handlers))
      return activeContext().setValue(INCOMING, incoming);
    const unknownMethod = Object.assign(new Error('Method not found'), { name: 'McpError', code: -32601 });
    new Operation(options, { side: 'server', ...incoming }).fail(unknownMethod, false);
  } catch (error) {
    ownDiag.error('a request of the Model Context Protocol could not be traced', error);
  }
  return undefined;
}

function incomingOf(request: Request & { readonly id?: unknown }, protocol: Protocol): Incoming {
  const around = activeContext();
  const sender = contextOf(request.params, around);
  const carrier = trace.getSpan(around);
  return {
    described: describeRequest(request, protocol, request.id),
    args: request.params?.arguments,
    caller: sender ?? around,
    links: sender === undefined || carrier === undefined ? [] : [{ context: carrier.spanContext() }],
  };
}

/** Puts a traced handler in the place of the one that a method has; false if it has none. */
function wrapHandler(
  options: McpOptions,
  protocol: Protocol,
  method: string,
  handlers: WeakMap<Handler, Handler>,
): boolean {
  const own = protocol._requestHandlers?.get(method);
  const handler = own ?? protocol.fallbackRequestHandler;
  if (handler === undefined) return false;
  if (handlers.has(handler)) return true;
  const traced = tracingHandler(options, handler);
  handlers.set(traced, handler);
  if (own === undefined) protocol.fallbackRequestHandler = traced;
  else protocol._requestHandlers?.set(method, traced);
  return true;
}

function tracingHandler(options: McpOptions, original: Handler): Handler {
  return function (...args) {
    const around = activeContext();
    const incoming = around.getValue(INCOMING) as Incoming | undefined;
    if (incoming === undefined) return original.apply(this, args);
    const operation = new Operation(options, { side: 'server', ...incoming });
    const isAborted = () => signalOf(args[1])?.aborted === true;
    const before = enterContext(operation.context);
    try {
      const result = original.apply(this, args);
      if (!(result instanceof Promise)) operation.succeed(result);
      else
        result.then(
          answer => operation.succeed(answer),
          error => operation.fail(error, isAborted()),
        );
      return result;
    } catch (error) {
      operation.fail(error, false);
      throw error; // Into the protocol's own promise, which answers with it.
    } finally {
      leaveContext(before);
    }
  };
}

/** Returns the signal of a handler's request, as SDK 1 and SDK 2 give it. */
function signalOf(extra: unknown): AbortSignal | undefined {
  const { signal, mcpReq } = Object(extra) as { signal?: AbortSignal; mcpReq?: { signal?: AbortSignal } };
  return signal ?? mcpReq?.signal;
}
