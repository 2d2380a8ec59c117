import type { ServerRequest } from './server-request';

/** Tells the events by which a server asks the app about a request with `Expect` first, in the place of 'request'. */
export function isAsking(event: string | symbol): boolean {
  return event === 'checkContinue' || event === 'checkExpectation';
}

const asked = new WeakMap<object, ServerRequest>();
let isAnyAsked = false;

/** Remembers a request that the app was asked about: it may answer, or pass the request on to 'request'. */
export function noteAsked(response: object, served: ServerRequest | undefined): ServerRequest | undefined {
  if (served === undefined) return undefined;
  asked.set(response, served);
  isAnyAsked = true;
  return served;
}

/** Returns the request that the app passes on to 'request' after it was asked; once. */
export function passedOn(response: object): ServerRequest | undefined {
  if (!isAnyAsked) return undefined;
  const served = asked.get(response);
  asked.delete(response);
  return served;
}
