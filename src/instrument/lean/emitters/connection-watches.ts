import { Existing } from './existing';
import type { EmitterWatch } from './watched';

/** A watch on a request that a server got, and on the response to it. */
export interface ServedWatch extends EmitterWatch {
  readonly request: ServedRequest | undefined;
  readonly response: object | undefined;
}

export interface ServedRequest {
  readonly socket?: object | null;
}

/** A request, or a response, which knows its request. */
export type ServedMessage = ServedRequest & { readonly req?: ServedRequest };

/**
 * The watches on the messages of one connection, kept with its socket. What is kept with the messages themselves costs
 * each request twice: to put it there, and again when Express changes their prototypes (4 of 40 us, Node 24).
 */
export class ConnectionWatches extends Existing {
  #latest: ServedWatch | undefined;
  /** Requests that were sent before the answer to the one before them. */
  #earlier: ServedWatch[] | undefined;

  /** False where there is no connection to keep it with. */
  static keep(watch: ServedWatch): boolean {
    const socket = watch.request?.socket;
    if (typeof socket !== 'object' || socket === null) return false;
    if (!(#latest in socket)) new ConnectionWatches(socket);
    const kept = socket as ConnectionWatches;
    if (kept.#latest !== undefined) {
      kept.#earlier ??= [];
      kept.#earlier.push(kept.#latest);
    }
    kept.#latest = watch;
    return true;
  }

  static by(message: ServedMessage): ServedWatch | undefined {
    const { socket } = message.req ?? message;
    if (typeof socket !== 'object' || socket === null || !(#latest in socket)) return undefined;
    const kept = socket as ConnectionWatches;
    if (kept.#latest !== undefined && isOf(kept.#latest, message)) return kept.#latest;
    return kept.#earlier?.find(watch => isOf(watch, message));
  }

  /** The messages are closed; a connection that waits for its next request must not keep them alive. */
  static release(watch: ServedWatch): void {
    const socket = watch.request?.socket;
    if (typeof socket !== 'object' || socket === null || !(#latest in socket)) return; // Kept otherwise.
    const kept = socket as ConnectionWatches;
    if (kept.#latest === watch) kept.#latest = undefined;
    else kept.#earlier = kept.#earlier?.filter(other => other !== watch);
  }
}

function isOf(watch: ServedWatch, message: object): boolean {
  return watch.response === message || watch.request === message;
}
