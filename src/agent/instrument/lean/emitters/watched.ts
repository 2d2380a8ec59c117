import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { ReturnOverride } from './return-override';

/** Notes of a framework on a request that is being served. */
export interface Follower {
  /** Settles the route when the response is over, before the request's span ends. */
  settle(request: object): void;
}

/** Watch on an emitter of the app or of Node. */
export interface EmitterWatch {
  /** Context for all listeners of the emitter. */
  readonly context: Context;
  /** The events that `notice` wants to hear of, all from the list in `isNoticed` of watch-emitters.ts. */
  readonly events: readonly string[];
  /** Hears of an event before the listeners do. Must not throw. */
  notice(emitter: EventEmitter, event: string | symbol, argument: unknown): void;
  /** Counts Node's own listeners of an event, which need no context. Too low a count is safe, too high is not. */
  nodesListeners?(emitter: EventEmitter, event: string | symbol): number;
  /** Notes of a framework on the watched request. */
  follower?: Follower | undefined;
  /**
   * Calls back when the watched request is over and its own span has ended; at once if that is past. `status` is the
   * response's, if anything of it was sent.
   */
  onClose?(callBack: (status: number | undefined) => void): void;
  /** Ends the span of the watched request, which is answered but for the bytes that have yet to leave. */
  answer?(): void;
}

/** Keeps a watch on an emitter. */
export class Watched extends ReturnOverride {
  #watch: EmitterWatch;

  private constructor(emitter: object, watch: EmitterWatch) {
    super(emitter);
    this.#watch = watch;
  }

  static by(emitter: object): EmitterWatch | undefined {
    return #watch in emitter ? (emitter as Watched).#watch : undefined;
  }

  static set(emitter: object, watch: EmitterWatch): void {
    try {
      new Watched(emitter, watch);
    } catch {
      (emitter as Watched).#watch = watch; // It had a watch. Few emitters do, and asking first would double the time.
    }
  }
}
