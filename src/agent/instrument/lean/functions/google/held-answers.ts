import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FunctionHost } from '../../../catalogue/row';
import { watchOn } from '../../emitters/watch-emitters';
import { flushBounded, MAX_FLUSH_MS } from '../flush-bounded';

/**
 * Holds the end of answers until everything is sent, for 200 ms at most: the sandbox loses its processor with the last
 * byte of the last open answer. The app sees a response that has ended and whose socket is slow.
 */
export class HeldAnswers {
  readonly #functions: FunctionHost;
  #open = 0;

  constructor(functions: FunctionHost) {
    this.#functions = functions;
  }

  /** Holds the end of this answer, if no other is open by then. */
  hold(response: ServerResponse): void {
    const { end } = response;
    const over = () => this.#open--;
    const watch = watchOn(response);
    this.#open++;
    if (watch?.onClose !== undefined) watch.onClose(over);
    else response.once('close', over);
    const holding = (self: ServerResponse, args: unknown[]) => {
      const isLast = this.#open === 1 && !self.writableEnded;
      const release = isLast && self.socket !== null ? holdSocket(self.socket) : undefined;
      try {
        return Reflect.apply(end, self, args);
      } finally {
        if (self.writableEnded) watch?.answer?.();
        if (release !== undefined) this.#releaseLater(release, self.writableEnded);
      }
    };
    const value = function (this: ServerResponse, ...args: unknown[]) {
      return holding(this, args);
    };
    Object.defineProperty(response, 'end', { value, writable: true, configurable: true });
  }

  #releaseLater(release: () => void, hasEnded: boolean): void {
    if (!hasEnded) {
      release();
      return;
    }
    const { flushItems, ifProcessEnds } = this.#functions;
    const forget = ifProcessEnds(release);
    // Spans of handlers that answer at once end when they return.
    const flush = Promise.resolve().then(() => flushBounded(flushItems, MAX_FLUSH_MS));
    void flush.then(() => {
      forget();
      release();
    });
  }
}

/** Keeps all further bytes in the socket; returns a function that lets them go. */
function holdSocket(socket: Socket): () => void {
  socket.cork();
  // A response that ends takes every cork off its socket.
  Object.defineProperty(socket, 'uncork', { value() {}, writable: true, configurable: true });
  return () => {
    Reflect.deleteProperty(socket, 'uncork');
    while (socket.writableCorked > 0) socket.uncork();
  };
}
