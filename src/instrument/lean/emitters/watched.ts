import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { Existing } from './existing';

/** What an emitter of somebody else's is watched for. */
export interface EmitterWatch {
  /** In which the emitter's listeners run, whoever added them and whatever makes it emit. */
  readonly context: Context;
  /** The events that `notice` wants to hear of; all of them are among those that watch-emitters.ts notices. */
  readonly events: readonly string[];
  /** Hears of an event before the listeners do. Must not throw. */
  notice(emitter: EventEmitter, event: string | symbol, argument: unknown): void;
  /** How many of an event's listeners are Node's own, which need no context. Less than there are is safe, more is not. */
  nodesListeners?(emitter: EventEmitter, event: string | symbol): number;
  /** What a framework keeps with the request that is watched. */
  way?: object | undefined;
  /** Calls back when what is watched is over, once its own span has ended; at once where that is past. */
  onClose?(callBack: () => void): void;
}

/** The watch that is kept on an emitter. */
export class Watched extends Existing {
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
      (emitter as Watched).#watch = watch; // It had one. Nearly none has, and asking first takes as long again.
    }
  }
}
