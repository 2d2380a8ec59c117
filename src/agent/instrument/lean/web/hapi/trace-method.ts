import { type SpanOptions, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';
import { sharingOptions } from '../../../../tracing/shared-attributes';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { isLeftOut } from '../../is-left-out';
import { type HandlerRun, runHandler } from '../../run-handler';
import type { Instruments, Method, Route } from './types';

/** Wraps the handler of a route; the spans of a plugin's routes are named after it. */
export function tracingHandler(
  instruments: Instruments,
  { path, method }: Route,
  plugin: string | undefined,
  handler: Method,
): Method {
  const known = {
    'http.route': path,
    'hapi.type': plugin ? 'plugin' : 'router',
    'hapi.plugin.name': plugin || undefined,
  };
  const options = Array.isArray(method)
    ? { attributes: { ...known, [METHOD]: method } }
    : sharingOptions({ ...known, [METHOD]: method });
  return tracing({ instruments, name: named(`route - ${path}`, plugin), options, path }, handler);
}

const METHOD = 'http.request.method';

/** Wraps a method that extends the life of requests at a point. */
export function tracingExtension(
  instruments: Instruments,
  point: string,
  plugin: string | undefined,
  method: Method,
): Method {
  const attributes = {
    'server.ext.type': point,
    'hapi.type': 'server.ext',
    'hapi.plugin.name': plugin || undefined,
  };
  const own = method.name && method.name !== 'method' ? ` - ${method.name}` : '';
  const name = named(`ext - ${point}${own}`, plugin);
  return tracing({ instruments, name, options: sharingOptions(attributes), path: undefined }, method);
}

function named(name: string, plugin: string | undefined): string {
  return plugin ? `${plugin}: ${name}` : name;
}

interface Traced {
  readonly instruments: Instruments;
  readonly name: string;
  readonly options: SpanOptions;
  /** Path of the route that is handled. */
  readonly path: string | undefined;
}

function tracing(traced: Traced, method: Method): Method {
  return looksLike(method, function (this: unknown, ...args: unknown[]) {
    const run = begin(traced);
    return run === undefined ? method.apply(this, args) : runHandler(run, method, this, args);
  });
}

/** Names the request's route, and starts a span; undefined without a span above, or below a span that is not recorded. */
function begin({ instruments, name, options, path }: Traced): HandlerRun | undefined {
  try {
    const parent = activeContext();
    const above = trace.getSpan(parent);
    if (above === undefined) return undefined;
    if (path !== undefined) {
      const metadata = getRPCMetadata(parent);
      if (metadata?.type === RPCType.HTTP) metadata.route = path;
    }
    return isLeftOut(above)
      ? undefined
      : { span: instruments.tracer.startSpan(name, options, parent), parent };
  } catch (error) {
    ownDiag.error('hapi: a handler could not be traced', error);
    return undefined;
  }
}
