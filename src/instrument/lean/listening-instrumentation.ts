import { diag } from '@opentelemetry/api';
import { subscribe, unsubscribe } from '../remembered-channels';
import { LeanInstrumentation } from './lean-instrumentation';

/** What hears the messages of a channel, by the channel's name. */
export type Listeners = Readonly<Record<string, (message: never) => void>>;

/** One that lives on diagnostics channels, where a library tells what it does. */
export abstract class ListeningInstrumentation<
  Options extends object,
  Metrics extends object,
> extends LeanInstrumentation<Options, Metrics> {
  #isListening = false;

  protected abstract listeners(): Listeners;

  enable(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    for (const [channel, listener] of Object.entries(this.listeners())) {
      const guarded = guard(channel, listener as (message: unknown) => void);
      subscribe(channel, guarded);
      this.undoLater(() => unsubscribe(channel, guarded));
    }
    this.undoLater(() => {
      this.#isListening = false;
    });
  }
}

/** What a listener throws would end the process: Node makes an uncaught exception of it. */
function guard(channel: string, listener: (message: unknown) => void) {
  return (message: unknown): void => {
    try {
      listener(message);
    } catch (error) {
      diag.error(`${channel} could not be followed`, error);
    }
  };
}
