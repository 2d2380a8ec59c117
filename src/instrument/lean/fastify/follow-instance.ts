import { diag } from '@opentelemetry/api';
import { runInContext } from '../../../tracing/context-manager';
import { patchFunction } from '../patch-function';
import { ANONYMOUS, tracingHandler } from './trace-handler';
import { type FastifySide, traceRequest } from './trace-request';
import { traceRoute } from './trace-route';
import type { Done, Fastify, FastifyRequest, Handler, Reply, Route } from './types';

/** Gives an app that has just been made, before it has routes or hooks, those that make its spans. */
export function followInstance(side: FastifySide, fastify: Fastify): void {
  fastify.addHook('onRoute', function (route: Route) {
    try {
      traceRoute(side, this, route);
    } catch (error) {
      diag.error('fastify: a route could not be traced', error);
    }
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: Reply, done: Done) => {
    const span = traceRequest(side, request, reply);
    if (span === undefined) done();
    else runInContext(span.context, done, undefined);
  });
  patchFunction(fastify, 'setNotFoundHandler', tracingSetNotFoundHandler(side, fastify));
}

function tracingSetNotFoundHandler(side: FastifySide, { setNotFoundHandler: original }: Fastify) {
  return function (this: Fastify, ...args: unknown[]): unknown {
    const at = args.findIndex(arg => typeof arg === 'function');
    if (at === -1) return original.apply(this, args);
    const handler = args[at] as Handler;
    const traced = tracingHandler(side, handler, {
      kind: 'notFoundHandler',
      attributes: {
        'hook.name': `${this.pluginName} - not-found-handler`,
        'fastify.type': 'hook',
        'hook.callback.name': handler.name || ANONYMOUS,
      },
    });
    return original.apply(this, args.with(at, traced));
  };
}
