import { context } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import type { Outcome } from '../outcome';
import { type Invocation, startInvocation } from './invocation';
import type { Done, Handler, LambdaContext, LambdaTracing, ResponseStream } from './types';

/** Returns handlers that make a span of each invocation; the same for the same handler, and a traced one as it is. */
export function tracingHandlers(tracing: LambdaTracing): (handler: Handler) => Handler {
  const traced = new WeakMap<Handler, Handler>();
  return handler => {
    const known = traced.get(handler);
    if (known !== undefined) return known;
    // The runtime looks at its kind, its number of parameters and its symbols: a proxy shows them all.
    const proxy = new Proxy(handler, {
      apply: (target, self, args) =>
        tracing.isEnabled ? invoke(tracing, target, self, args) : Reflect.apply(target, self, args),
    });
    traced.set(handler, proxy).set(proxy, proxy);
    return proxy;
  };
}

function invoke(tracing: LambdaTracing, handler: Handler, self: unknown, args: unknown[]): unknown {
  const isStreaming = isStreamingHandler(handler);
  const call = (args[isStreaming ? 2 : 1] ?? {}) as LambdaContext;
  const invocation = start(tracing, args[0], call);
  if (invocation === undefined) return Reflect.apply(handler, self, args);
  const run = (given: unknown[]) =>
    context.with(invocation.context, () => Reflect.apply(handler, self, given));
  if (isStreaming) return awaited(invocation, () => run(args), args[1] as ResponseStream);
  const [, , callback] = args;
  if (typeof callback !== 'function') return awaited(invocation, () => run(args));
  return awaitedOrCalledBack(
    invocation,
    call,
    given => run([args[0], call, given, ...args.slice(3)]),
    callback as Done,
  );
}

function start(tracing: LambdaTracing, event: unknown, call: LambdaContext): Invocation | undefined {
  try {
    return startInvocation(tracing, event, call);
  } catch (error) {
    ownDiag.error('an invocation is not traced', error);
    return undefined;
  }
}

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

function isStreamingHandler(handler: Handler): boolean {
  return (handler as { readonly [STREAMING]?: unknown })[STREAMING] === 'response';
}

/** Runs a handler for a runtime that awaits whatever it returns; the answer leaves once everything is sent. */
function awaited(invocation: Invocation, run: () => unknown, stream?: ResponseStream): unknown {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    return rejectedWith(invocation, error);
  }
  // The runtime refuses a streaming handler that returns no promise.
  if (stream !== undefined && !isThenable(result)) {
    void invocation.end({});
    return result;
  }
  return whenSettled(invocation, result, stream);
}

async function whenSettled(
  invocation: Invocation,
  returned: unknown,
  stream?: ResponseStream,
): Promise<unknown> {
  let outcome: Outcome;
  try {
    outcome = { result: await returned };
    if (stream !== undefined) await whenFinished(stream);
  } catch (error) {
    outcome = { error };
  }
  await invocation.end(outcome);
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

async function rejectedWith(invocation: Invocation, error: unknown): Promise<never> {
  await invocation.end({ error });
  throw error;
}

/** Waits for the response's last byte: a handler may return while a pipe still writes. */
function whenFinished(stream: ResponseStream): Promise<void> | undefined {
  if (stream.writableFinished === true || stream.destroyed === true) return undefined;
  return new Promise(resolve => {
    for (const event of ['finish', 'close', 'error']) stream.once(event, resolve);
  });
}

/** Runs a handler for the runtimes up to Node 22, which take the answer from a promise, the callback or the context. */
function awaitedOrCalledBack(
  invocation: Invocation,
  call: LambdaContext,
  run: (callback: Done) => unknown,
  callback: Done,
): unknown {
  const later =
    (done: Done): Done =>
    (error, result) => {
      const isError = error !== undefined && error !== null;
      void invocation.end(isError ? { error } : { result }).then(() => done(error, result));
    };
  const { done, succeed, fail } = call;
  if (done !== undefined) call.done = later(done);
  if (succeed !== undefined)
    call.succeed = result => later((_error, given) => succeed(given))(undefined, result);
  if (fail !== undefined) call.fail = error => later(given => fail(given))(error ?? new Error('handled'));
  let result: unknown;
  try {
    result = run(later(callback));
  } catch (error) {
    return rejectedWith(invocation, error);
  }
  if (isThenable(result)) return whenSettled(invocation, result);
  endWithEmptyLoop(invocation);
  return result;
}

const LOOP_IS_EMPTY = Symbol.for('aws.lambda.beforeExit');

/** Ends a span that no answer has ended when the event loop is empty: these runtimes end the invocation then, by this hook. */
function endWithEmptyLoop(invocation: Invocation): void {
  const hooks = globalThis as { [LOOP_IS_EMPTY]?: () => void };
  const proceed = hooks[LOOP_IS_EMPTY];
  if (typeof proceed !== 'function') return;
  hooks[LOOP_IS_EMPTY] = () => {
    void invocation.end({}).then(proceed);
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
