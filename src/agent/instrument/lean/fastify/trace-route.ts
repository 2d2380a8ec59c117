import { ownDiag } from '../../../../shared/log';
import { TracedRequest } from './request-span';
import { ANONYMOUS, tracingHandler } from './trace-handler';
import { DECORATOR, type FastifyTracing } from './trace-request';
import {
  type Done,
  type Fastify,
  type FastifyRequest,
  type Handler,
  HOOK_NAMES,
  type HookName,
  type Hooks,
  type Reply,
  type Route,
} from './types';

/** Changes the settings of a route so that its handler has spans, and errors are noted on the request's. */
export function traceRoute(tracing: FastifyTracing, instance: Fastify, route: Route): void {
  const otel = route.config?.otel;
  if (otel === false || instance.hasRequestDecorator(DECORATOR)) return;
  const { instrumentHandler, instrumentHooks } = otel ?? {};
  for (const name of hooksToTrace(instrumentHooks)) {
    const hooks = route[name];
    if (hooks != null) route[name] = tracingHooks(tracing, hooks, { instance, name, url: route.url });
  }
  route.onError = [...listOf(route.onError), failingSpan(tracing) as Handler];
  const isHandlerTraced =
    typeof instrumentHandler === 'boolean' ? instrumentHandler : tracing.areHandlersTraced;
  if (!isHandlerTraced) return;
  route.handler = tracingHandler(tracing, route.handler, {
    kind: 'handler',
    attributes: {
      'hook.name': `${instance.pluginName} - route-handler`,
      'fastify.type': 'request-handler',
      'http.route': route.url,
      'hook.callback.name': route.handler.name || ANONYMOUS,
    },
  });
}

/** Returns the route's own hooks that get spans: all of them, or the hooks that it names, if it asks for that. */
function hooksToTrace(asked: unknown): readonly HookName[] {
  if (asked === true) return HOOK_NAMES;
  return Array.isArray(asked) ? HOOK_NAMES.filter(name => asked.includes(name)) : [];
}

function tracingHooks(
  tracing: FastifyTracing,
  hooks: Hooks,
  { instance, name, url }: { instance: Fastify; name: HookName; url: string },
): Hooks {
  if (Array.isArray(hooks))
    return hooks.map(hook => tracingHooks(tracing, hook, { instance, name, url }) as Handler);
  if (typeof hooks !== 'function') return hooks;
  return tracingHandler(tracing, hooks, {
    kind: name,
    attributes: {
      'hook.name': `${instance.pluginName} - route -> ${name}`,
      'fastify.type': 'route-hook',
      'http.route': url,
      'hook.callback.name': hooks.name || ANONYMOUS,
    },
  });
}

function listOf(hooks: Hooks): Handler[] {
  if (hooks == null) return [];
  return Array.isArray(hooks) ? hooks : [hooks];
}

function failingSpan({ areExceptionsRecorded }: FastifyTracing) {
  return (request: FastifyRequest, _reply: Reply, error: unknown, done: Done): void => {
    try {
      TracedRequest.spanOf(request)?.fail(error, areExceptionsRecorded);
    } catch (failure) {
      ownDiag.error('fastify: an error could not be read', failure);
    }
    done();
  };
}
