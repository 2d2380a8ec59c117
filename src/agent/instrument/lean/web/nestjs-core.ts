import path from 'node:path';
import { secretParameters } from '../../../../shared/urls/secret-parameters';
import { packageVersion } from '../../../upstream/package-version';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/nestjs-core.generated.json';
import { tracingCreation } from './nestjs-core/trace-creation';
import { tracingRoutes } from './nestjs-core/trace-route';
import type { NestExports, TracedNest } from './nestjs-core/types';

const FILES = new Set(
  ['nest-factory.js', 'router/router-execution-context.js'].map(file => path.join('@nestjs', 'core', file)),
);

interface NestOptions {
  /** Further query parameters that are hidden in URLs. */
  readonly redactQuery?: readonly string[];
}

/** Makes spans of NestJS' apps, as they are created, and of their routes: upstream's, at less cost. */
export class NestInstrumentation extends PatchingInstrumentation<NestOptions, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: NestOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (!FILES.has(name)) return [];
    const { NestFactoryStatic, RouterExecutionContext } = exports as NestExports;
    const tracing: TracedNest = {
      instruments: this.instruments,
      version: packageVersion(folder ?? ''),
      isSecret: secretParameters(this.options.redactQuery ?? []),
      isEnabled: true,
    };
    const undo = [
      ...this.#patchOnce(NestFactoryStatic, create => tracingCreation(tracing, create)),
      ...this.#patchOnce(RouterExecutionContext, create => tracingRoutes(tracing, create)),
    ];
    const leave = () => {
      tracing.isEnabled = false;
    };
    return undo.length === 0 ? [] : [leave, ...undo];
  }

  #patchOnce<Create>(
    owner: { readonly prototype: { create: Create } } | undefined,
    wrap: (create: Create) => Create,
  ): (() => void)[] {
    if (owner === undefined || this.#patched.has(owner)) return [];
    this.#patched.add(owner);
    return [patchFunction(owner.prototype, 'create', wrap(owner.prototype.create))];
  }
}
