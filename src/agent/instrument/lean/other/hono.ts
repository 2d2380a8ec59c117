import path from 'node:path';
import { getRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../shared/log';
import { activeContext } from '../../../tracing/context-manager';
import { isClosed, opened, replaceExport } from '../open-exports';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/hono.generated.json';

const FILES = new Set(['dist/context.js', 'dist/cjs/context.js'].map(file => path.join('hono', file)));

/** Handlers that match a request, in their order: those of middleware, and the route's. */
type Matched = readonly (readonly [readonly [handler: unknown, route: Route], ...unknown[]])[];

interface Route {
  readonly path: string;
  /** `ALL` for middleware, and for routes of all methods. */
  readonly method: string;
  readonly handler: { readonly length: number };
}

type ContextClass = new (...args: unknown[]) => object;

/** Tells the server's span the route that a request has in Hono. It makes no spans of its own. */
export class HonoInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected override open(exports: unknown, name: string): unknown {
    return FILES.has(name) && isClosed(exports as object, 'Context') ? opened(exports as object) : exports;
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (!FILES.has(name)) return [];
    const module = exports as { Context?: ContextClass };
    const original = module.Context;
    if (original === undefined) return [];
    const traced: ContextClass = new Proxy(original, {
      construct(target, args, newTarget): object {
        noteRoute(args[1]);
        return Reflect.construct(target, args, newTarget === traced ? target : newTarget);
      },
    });
    return [replaceExport(module as { Context: ContextClass }, 'Context', traced)];
  }
}

/** Called for each request, in its context, once it is known which handlers match. */
function noteRoute(options: unknown): void {
  try {
    const metadata = getRPCMetadata(activeContext()) as { route?: string } | undefined;
    const { matchResult } = Object(options) as { matchResult?: readonly [Matched] };
    const route = metadata && matchResult && routeOf(matchResult[0]);
    if (route !== undefined) metadata!.route = route;
  } catch (error) {
    ownDiag.error('hono: a route could not be read', error);
  }
}

/** The last match is the route's; if that is middleware, which passes on what it does not answer, none was found. */
function routeOf(matched: Matched): string | undefined {
  const [, route] = matched.at(-1)?.[0] ?? [];
  if (route === undefined) return undefined;
  const isRoute = route.method !== 'ALL' || route.handler.length < 2;
  return isRoute ? route.path : undefined;
}
