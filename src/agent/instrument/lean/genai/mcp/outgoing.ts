import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { describeRequest } from './describe-request';
import { withContext } from './meta';
import { type McpOptions, Operation } from './operation';
import type { Protocol, Request } from './protocol';

type Method = (this: Protocol, ...args: unknown[]) => unknown;

/** Wraps the method that sends requests; `place` is that of the request among its arguments. */
export function tracingRequest(options: McpOptions, original: Method, place: number): Method {
  return function (...args) {
    const operation = begin(options, this, args[place]);
    if (operation === undefined) return original.apply(this, args);
    const sent = args.with(place, withContext(args[place] as Request, operation.context));
    const before = enterContext(operation.context);
    let hasThrown = true;
    try {
      const result = original.apply(this, sent);
      hasThrown = false;
      return follow(operation, result, args.at(-1));
    } finally {
      leaveContext(before);
      if (hasThrown) whenThrown(uncaught => operation.fail(uncaught?.error, false));
    }
  };
}

/** Wraps the method that sends notifications, which carry the context and have no spans. */
export function tracingNotification(original: Method, place: number): Method {
  return function (...args) {
    const notification = args[place];
    if (!isMessage(notification)) return original.apply(this, args);
    return original.apply(this, args.with(place, withContext(notification, activeContext())));
  };
}

/** True for a request or a notification of JSON-RPC; a response has no method. */
export function isMessage(message: unknown): message is Request {
  return typeof (Object(message) as { method?: unknown }).method === 'string';
}

function begin(options: McpOptions, protocol: Protocol, request: unknown): Operation | undefined {
  try {
    if (!isMessage(request)) return undefined;
    const described = describeRequest(request, protocol, protocol._requestMessageId);
    const caller = activeContext();
    return new Operation(options, { side: 'client', described, args: request.params?.arguments, caller });
  } catch (error) {
    ownDiag.error('a request of the Model Context Protocol could not be traced', error);
    return undefined;
  }
}

function follow(operation: Operation, result: unknown, requestOptions: unknown): unknown {
  if (!(result instanceof Promise)) {
    operation.succeed(undefined);
    return result;
  }
  return result.then(
    answer => {
      operation.succeed(answer);
      return answer;
    },
    error => {
      const { signal } = Object(requestOptions) as { signal?: AbortSignal };
      operation.fail(error, signal?.aborted === true);
      throw error;
    },
  );
}
