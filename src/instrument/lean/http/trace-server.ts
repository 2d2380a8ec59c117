import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { diag, propagation, SpanKind } from '@opentelemetry/api';
import { runInContext } from '../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../tracing/lean-context';
import type { Emit } from '../emitters/patch-emit';
import { watchServed } from '../emitters/watch-emitters';
import type { ServerAttributes } from './server-attributes';
import { ServerRequest, type ServerSide } from './server-request';
import { startSpan } from './start-span';

export interface TracedServers extends ServerSide {
  readonly attributes: ServerAttributes;
  readonly isParentRequired: boolean;
}

/** The `emit` of a class of servers that makes a span of each 'request' and runs its handlers in the span's context. */
export function tracingEmit(side: TracedServers, original: () => Emit<Server>): Emit<Server> {
  return function (event, ...args) {
    if (event !== 'request') return original().call(this, event, ...args);
    const served = begin(side, args[0] as IncomingMessage, args[1] as ServerResponse);
    if (served === undefined) return original().call(this, event, ...args);
    try {
      return runInContext(served.context, original(), this, event, ...args);
    } catch (error) {
      served.fail(error);
      throw error;
    }
  };
}

function begin(side: TracedServers, request: IncomingMessage, response: ServerResponse) {
  try {
    const parent = propagation.extract(LEAN_ROOT_CONTEXT, request.headers);
    const span = startSpan(side.instruments.tracer, request.method || 'GET', {
      options: { kind: SpanKind.SERVER, attributes: side.attributes.first(request) },
      parent,
      isParentRequired: side.isParentRequired,
    });
    if (span.isRecording()) side.attributes.addOthers(request, span);
    const served = new ServerRequest(side, { request, response }, span, parent);
    const earlier = ServerRequest.answeredBy(response);
    if (earlier === undefined) watchServed(request, response, served);
    else earlier.alsoTell(served); // A server that passes its requests on to another one's 'request'.
    return served;
  } catch (error) {
    diag.error('http: a request could not be traced', error);
    return undefined;
  }
}
