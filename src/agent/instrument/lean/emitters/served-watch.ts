import type { EmitterWatch } from './watched';

/** Watch on a request that a server got, and on its response. */
export interface ServedWatch extends EmitterWatch {
  readonly request: ServedRequest | undefined;
  readonly response: object | undefined;
}

export interface ServedRequest {
  readonly socket?: object | null;
}

/** A request, or a response, which knows its request. */
export type ServedMessage = ServedRequest & { readonly req?: ServedRequest };
