import type { EventEmitter } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Context, propagation, SpanKind } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import type { Emit } from '../../emitters/patch-emit';
import { watchServed } from '../../emitters/watch-emitters';
import { startSpan } from '../start-span';
import { isAsking, noteAsked, passedOn } from './asked-first';
import type { ServerAttributes } from './server-attributes';
import { ServerRequest, type ServerSide } from './server-request';

export interface TracedServers extends ServerSide {
  readonly attributes: ServerAttributes;
  readonly isParentRequired: boolean;
}

/** Request that is being served. */
export interface Served {
  readonly context: Context;
  fail(error: unknown): void;
}

/** Begins to trace what an event of a server brings; undefined if that is none of the agent's business. */
export type Begin<Emitter> = (
  server: Emitter,
  event: string | symbol,
  args: readonly unknown[],
) => Served | undefined;

/** Wraps the `emit` of a class of servers: makes a span of each request and runs its handlers in the span's context. */
export function tracingEmit(tracing: TracedServers, original: () => Emit<Server>): Emit<Server> {
  return servingEmit((_server, event, args) => {
    const response = args[1] as object;
    if (event === 'request') return passedOn(response) ?? beginRequest(tracing, args);
    return isAsking(event) ? noteAsked(response, beginRequest(tracing, args)) : undefined;
  }, original);
}

/** Wraps the `emit` of a class of servers: runs handlers in the context of what they serve. */
export function servingEmit<Emitter extends EventEmitter>(
  begin: Begin<Emitter>,
  original: () => Emit<Emitter>,
): Emit<Emitter> {
  return function (event, ...args) {
    const served = begin(this, event, args);
    if (served === undefined) return original().call(this, event, ...args);
    let hasThrown = true;
    const before = enterContext(served.context);
    try {
      const isHeard = original().call(this, event, ...args);
      hasThrown = false;
      return isHeard;
    } finally {
      leaveContext(before);
      // Ignores an exception that is caught: the code that catches it answers.
      if (hasThrown) whenThrown(uncaught => uncaught && served.fail(uncaught.error));
    }
  };
}

/** Starts the span of a request; `args` are those of the server's 'request' event. */
export function beginRequest(tracing: TracedServers, args: readonly unknown[]): ServerRequest | undefined {
  // Destructuring would ask for an iterator, which V8 interprets in the first requests.
  const request = args[0] as IncomingMessage;
  const response = args[1] as ServerResponse;
  try {
    const parent = propagation.extract(LEAN_ROOT_CONTEXT, request.headers);
    const span = startSpan(tracing.instruments.tracer, request.method || 'GET', {
      options: { kind: SpanKind.SERVER, attributes: tracing.attributes.first(request) },
      parent,
      isParentRequired: tracing.isParentRequired,
    });
    if (span.isRecording()) tracing.attributes.addOthers(request, span);
    const served = new ServerRequest(tracing, { request, response }, span, parent);
    const earlier = ServerRequest.answeredBy(response);
    if (earlier === undefined) watchServed(request, response, served);
    else earlier.alsoTell(served); // Some servers pass their requests on to the 'request' of another server.
    return served;
  } catch (error) {
    ownDiag.error('http: a request could not be traced', error);
    return undefined;
  }
}
