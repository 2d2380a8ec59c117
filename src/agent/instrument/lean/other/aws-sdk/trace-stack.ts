import { ownDiag } from '../../../../../shared/log';
import { tracingHandler } from './trace-handler';
import type { AwsTracing, Handler, HandlerContext, MiddlewareStack } from './types';

const traced = new WeakSet<MiddlewareStack>();

/**
 * Traces the commands of a stack and of its copies. Each command has a copy of its client's stack; what that resolves to is the
 * handler of the whole command, outside all middleware.
 */
export function traceStack(tracing: AwsTracing, stack: MiddlewareStack): void {
  if (traced.has(stack)) return;
  traced.add(stack);
  const { resolve, clone, concat } = stack;
  const tracedCopy = (copy: MiddlewareStack) => {
    traceStack(tracing, copy);
    return copy;
  };
  try {
    Object.assign(stack, {
      resolve(this: MiddlewareStack, handler: Handler, context: HandlerContext) {
        return tracingHandler(tracing, resolve.call(this, handler, context), context);
      },
      clone(this: MiddlewareStack) {
        return tracedCopy(clone.call(this));
      },
      concat(this: MiddlewareStack, from: MiddlewareStack) {
        return tracedCopy(concat.call(this, from));
      },
    });
  } catch (error) {
    ownDiag.error('aws-sdk: the commands of a client could not be traced', error);
  }
}
