import { getRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../shared/log';
import { activeContext } from '../../../tracing/context-manager';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/h3.generated.json';

type Found = { readonly data?: { readonly route?: unknown } } | undefined;

interface App {
  '~findRoute': (this: App, ...args: unknown[]) => Found;
}

/** Tells the server's span the route that a request has in h3. It makes no spans of its own. */
export class H3Instrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const prototype = (exports as { H3?: { prototype: App } }).H3?.prototype;
    if (name !== 'h3' || typeof prototype?.['~findRoute'] !== 'function') return [];
    const original = prototype['~findRoute'];
    const traced = {
      find(this: App, ...args: unknown[]) {
        const found = original.apply(this, args);
        noteRoute(found);
        return found;
      },
    };
    return [patchFunction(prototype, '~findRoute', traced.find)];
  }
}

function noteRoute(found: Found): void {
  try {
    const route = found?.data?.route;
    const metadata = getRPCMetadata(activeContext());
    if (metadata !== undefined && typeof route === 'string') metadata.route = route;
  } catch (error) {
    ownDiag.error('h3: a route could not be read', error);
  }
}
