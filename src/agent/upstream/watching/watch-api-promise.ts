type Settle = (...args: unknown[]) => unknown;

/** Promise of the clients that Stainless generates: it sends at once, and parses the answer when awaited. */
interface ApiPromise {
  responsePromise?: Promise<unknown>;
  parseResponse?: (...args: unknown[]) => unknown;
  asResponse?: () => Promise<unknown>;
}

interface Outcomes {
  onResult: (result: unknown) => void;
  onError: Settle;
  /** Called when the app reads the answer itself. */
  onUnparsed: () => void;
}

/**
 * Reports the result of an API promise without awaiting it: that would take the answer's body from an app that reads it
 * itself, and handle a rejection that the app leaves unhandled. Returns the promise to give to the app.
 */
export function watchApiPromise<Given extends ApiPromise & PromiseLike<unknown>>(
  promise: Given,
  { onResult, onError, onUnparsed }: Outcomes,
): Given | PromiseLike<unknown> {
  const { responsePromise, parseResponse, asResponse } = promise;
  const failing = (error: unknown): never => {
    onError(error);
    throw error;
  };
  const resulting = (result: unknown): unknown => {
    onResult(result);
    return result;
  };
  if (responsePromise === undefined || parseResponse === undefined) return promise.then(resulting, failing);
  let isParsed = false;
  promise.responsePromise = responsePromise.then(undefined, failing);
  promise.parseResponse = (...args) => {
    isParsed = true;
    return Promise.resolve(parseResponse.apply(promise, args)).then(resulting, failing);
  };
  const value: ApiPromise['asResponse'] = function (this: unknown) {
    return asResponse!.call(promise).then(response => {
      if (!isParsed) onUnparsed();
      return response;
    });
  };
  if (asResponse !== undefined)
    Object.defineProperty(promise, 'asResponse', { value, configurable: true, writable: true });
  return promise;
}
