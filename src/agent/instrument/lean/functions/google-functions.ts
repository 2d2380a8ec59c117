import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownDiag } from '../../../../shared/log';
import type { FunctionHost } from '../../catalogue/row';
import { hideRoutes } from '../express/hidden-routes';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/google-functions.generated.json';
import { coldStart } from './cold-start';
import { HeldAnswers } from './google/held-answers';
import { describeRequest, tracingErrors } from './google/http-function';
import { type GoogleTracing, tracingEvents, type UserFunction } from './google/trace-event';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Exports of the framework's files that are replaced. */
interface Framework {
  getServer?: (...args: unknown[]) => unknown;
  wrapUserFunction?: (userFunction: UserFunction, signature: string, ...rest: unknown[]) => Handler;
}

/**
 * Traces functions of Google Cloud by the framework that runs them. A request's span is that of an HTTP function's
 * invocation, as the conventions have it; an event has a span of its own below it. In the cloud an answer waits until
 * everything has left.
 */
export class GoogleFunctionsInstrumentation extends PatchingInstrumentation<
  { readonly functions: FunctionHost },
  object
> {
  constructor(options: { readonly functions: FunctionHost }) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown): (() => void)[] {
    const framework = exports as Framework;
    const { getServer, wrapUserFunction } = framework;
    const undo: (() => void)[] = [];
    if (typeof getServer === 'function')
      undo.push(patchFunction(framework, 'getServer', (...args) => hideRoutes(() => getServer(...args))));
    if (typeof wrapUserFunction === 'function')
      undo.push(patchFunction(framework, 'wrapUserFunction', this.#tracingWrap(wrapUserFunction)));
    return undo;
  }

  #tracingWrap(original: NonNullable<Framework['wrapUserFunction']>): typeof original {
    const { functions } = this.options;
    const { environment } = functions;
    const tracing: GoogleTracing = {
      instruments: this.instruments,
      functions,
      name: environment.K_SERVICE || environment.FUNCTION_TARGET || 'function',
      takeColdStart: coldStart(environment, Date.now() - process.uptime() * 1000),
    };
    const held = environment.K_SERVICE ? new HeldAnswers(functions) : undefined;
    return (userFunction, signature, ...rest) => {
      const isOfEvents = signature === 'event' || signature === 'cloudevent';
      const traced = isOfEvents ? tracingEvents(tracing, userFunction) : tracingErrors(userFunction);
      const handler = original(traced, signature, ...rest);
      return (request, response) => {
        try {
          if (!isOfEvents) describeRequest(tracing, request);
          held?.hold(response);
        } catch (error) {
          ownDiag.error('an invocation is not traced', error);
        }
        return handler(request, response);
      };
    };
  }
}
