import { type FollowedCall, followIterator, readPart } from './follow-stream';
import { whenDropped } from './when-dropped';

/**
 * Used parts of the promise that the SDKs of OpenAI and Anthropic return. It reads the body of an answer once somebody
 * asks for its result (`parse`), never before: `asResponse` leaves the body to the app.
 */
interface ApiPromise {
  parse(): Promise<unknown>;
  asResponse(): Promise<unknown>;
  /** Returns a further promise for the same request. */
  _thenUnwrap(transform: unknown): ApiPromise;
}

/** Used parts of a streamed answer. */
interface ApiStream {
  iterator: (this: unknown, ...args: unknown[]) => AsyncIterator<unknown>;
  readonly controller: AbortController;
}

/** Request that one or more promises stand for. */
interface FollowedRequest {
  readonly call: FollowedCall;
  /** Promises that the app may still ask for the answer. */
  live: number;
  isRead: boolean;
  isSettled: boolean;
}

/** Follows a method's result to the end of the answer, whichever way the app takes that. The promise stays itself. */
export function followApiCall(call: FollowedCall, result: unknown): unknown {
  if (isApiPromise(result)) followPromise({ call, live: 0, isRead: false, isSettled: false }, result);
  else call.inference.leave(); // An unknown shape tells nothing of its end.
  return result;
}

function isApiPromise(result: unknown): result is ApiPromise {
  const { parse, asResponse, _thenUnwrap: unwrap } = Object(result) as Partial<ApiPromise>;
  return [parse, asResponse, unwrap].every(method => typeof method === 'function');
}

/** Wraps what the app's code calls, and nothing before: a rejection that nobody handles stays one. */
function followPromise(request: FollowedRequest, promise: ApiPromise): void {
  const { inference } = request.call;
  const { parse, asResponse, _thenUnwrap: thenUnwrap } = promise;
  let parsed: Promise<unknown> | undefined;
  request.live++;
  whenDropped(promise, endOf(request));
  const failing = (error: unknown) => {
    inference.fail(error);
    throw error;
  };
  replaceMethod(promise, 'parse', function (this: ApiPromise) {
    request.isRead = true;
    parsed ??= parse.call(this).then(answer => settle(request, answer), failing);
    return parsed;
  });
  replaceMethod(promise, 'asResponse', function (this: ApiPromise) {
    const isBodyTheApps = !request.isRead; // `withResponse` asks for the result first.
    request.isRead = true;
    return asResponse.call(this).then(response => {
      if (isBodyTheApps) inference.succeed();
      return response;
    }, failing);
  });
  replaceMethod(promise, '_thenUnwrap', function (this: ApiPromise, transform) {
    const unwrapped = thenUnwrap.call(this, transform);
    followPromise(request, unwrapped);
    return unwrapped;
  });
}

/** Made in a function of its own: a closure beside those of the promise would keep that alive. */
function endOf(request: FollowedRequest) {
  return {
    leave() {
      if (--request.live === 0 && !request.isRead) request.call.inference.leave();
    },
  };
}

/** Gives an object a method of its own, as visible as the one before. */
function replaceMethod<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  value: Target[Name] & object,
): void {
  const { length, name: shownName } = target[name] as { length: number; name: string };
  Object.defineProperty(value, 'name', { value: shownName, configurable: true });
  Object.defineProperty(value, 'length', { value: length, configurable: true });
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
}

function settle(request: FollowedRequest, answer: unknown): unknown {
  if (request.isSettled) return answer;
  request.isSettled = true;
  const { call } = request;
  if (isApiStream(answer)) followStream(call, answer);
  else {
    readPart(call, answer);
    call.inference.succeed();
  }
  return answer;
}

function isApiStream(answer: unknown): answer is ApiStream {
  const { iterator, controller } = Object(answer) as Partial<ApiStream>;
  return typeof iterator === 'function' && controller?.signal instanceof AbortSignal;
}

function followStream(call: FollowedCall, stream: ApiStream): void {
  const { inference } = call;
  const { iterator: original, controller } = stream;
  const forget = whenDropped(stream, inference);
  let followed: { readonly isReading: boolean } | undefined;
  const onAbort = () => {
    if (followed?.isReading !== true) inference.leave(); // Otherwise the pending part tells how it ends.
  };
  controller.signal.addEventListener('abort', onAbort, { once: true });
  stream.iterator = function (...args) {
    const iterator = original.apply(this, args);
    if (followed !== undefined) return iterator; // The stream is consumed: this only throws.
    forget();
    followed = followIterator(call, iterator);
    return iterator;
  };
}
