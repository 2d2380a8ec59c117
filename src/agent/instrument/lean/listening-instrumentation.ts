import { ownDiag } from '../../../shared/log';
import { subscribe, unsubscribe } from '../../upstream/remembered-channels';
import { LeanInstrumentation } from './lean-instrumentation';

/** Listeners to the messages of channels, by the channel's name. */
export type Listeners = Readonly<Record<string, (message: never) => void>>;

/** Instrumentation that listens to the diagnostics channels of a library. */
export abstract class ListeningInstrumentation<
  Options extends object,
  Metrics extends object,
> extends LeanInstrumentation<Options, Metrics> {
  #isListening = false;

  protected abstract listeners(): Listeners;

  enable(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.listen(this.listeners());
    this.undoLater(() => {
      this.#isListening = false;
    });
  }

  protected listen(listeners: Listeners): void {
    for (const [channel, listener] of Object.entries(listeners)) {
      const guarded = guard(channel, listener as (message: unknown) => void);
      subscribe(channel, guarded);
      this.undoLater(() => unsubscribe(channel, guarded));
    }
  }
}

/** Catches exceptions of a listener: Node would end the process with an uncaught exception. */
function guard(channel: string, listener: (message: unknown) => void) {
  return (message: unknown): void => {
    try {
      listener(message);
    } catch (error) {
      ownDiag.error(`${channel} could not be followed`, error);
    }
  };
}
