import type { IncomingMessage } from 'node:http';
import { trace } from '@opentelemetry/api';
import { activeContext } from '../../../../tracing/context-manager';
import type { GoogleTracing, UserFunction } from './trace-event';

/** Makes the request's span that of the function's invocation. Semantic conventions, "FaaS", trigger `http`. */
export function describeRequest({ name, takeColdStart }: GoogleTracing, request: IncomingMessage): void {
  const isCold = takeColdStart();
  const span = trace.getSpan(activeContext());
  if (span === undefined || !span.isRecording()) return;
  // Without a route, which an app of Express has in the function's place, the name stays.
  span.updateName(name);
  span.setAttribute('faas.trigger', 'http');
  span.setAttribute('faas.coldstart', isCold);
  const { executionId } = request as { readonly executionId?: unknown };
  if (typeof executionId === 'string') span.setAttribute('faas.invocation_id', executionId);
}

/** Returns a function that notes its exceptions on the request's span: the framework answers with a status alone. */
export function tracingErrors(userFunction: UserFunction): UserFunction {
  return new Proxy(userFunction, {
    apply(target, self, args) {
      const span = trace.getSpan(activeContext());
      const note = (error: unknown) => span?.recordException(error as Error);
      try {
        const result = Reflect.apply(target, self, args);
        // The framework hears of the rejections of real promises alone: hearing of others would hide them.
        if (result instanceof Promise) result.catch(note);
        return result;
      } catch (error) {
        note(error);
        throw error;
      }
    },
  });
}
