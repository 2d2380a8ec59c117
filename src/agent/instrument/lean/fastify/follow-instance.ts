import { ownDiag } from '../../../../shared/log';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import { patchFunction } from '../patch-function';
import { ANONYMOUS, tracingHandler } from './trace-handler';
import { type FastifyTracing, traceRequest } from './trace-request';
import { traceRoute } from './trace-route';
import type { Done, Fastify, FastifyRequest, Handler, Reply, Route } from './types';

/** Adds the hooks that make spans to a new app, before it has routes or hooks of its own. */
export function followInstance(tracing: FastifyTracing, fastify: Fastify): void {
  fastify.addHook('onRoute', function (route: Route) {
    try {
      traceRoute(tracing, this, route);
    } catch (error) {
      ownDiag.error('fastify: a route could not be traced', error);
    }
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: Reply, done: Done) => {
    const span = traceRequest(tracing, request, reply);
    if (span === undefined) {
      done();
      return;
    }
    const before = enterContext(span.context);
    try {
      done();
    } finally {
      leaveContext(before);
    }
  });
  patchFunction(fastify, 'setNotFoundHandler', tracingSetNotFoundHandler(tracing, fastify));
}

function tracingSetNotFoundHandler(tracing: FastifyTracing, { setNotFoundHandler: original }: Fastify) {
  return function (this: Fastify, ...args: unknown[]): unknown {
    const at = args.findIndex(arg => typeof arg === 'function');
    if (at === -1) return original.apply(this, args);
    const handler = args[at] as Handler;
    const traced = tracingHandler(tracing, handler, {
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
