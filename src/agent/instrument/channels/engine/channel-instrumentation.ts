import { type Listeners, ListeningInstrumentation } from '../../lean/listening-instrumentation';
import { listenersOf, type TracedChannel } from './traced-channel';

/** Instrumentation of a library that publishes its work on tracing channels: nothing of it is patched. */
export abstract class ChannelInstrumentation<Options extends object> extends ListeningInstrumentation<
  Options,
  object
> {
  protected abstract channels(): readonly TracedChannel<never>[];

  protected listeners(): Listeners {
    return Object.assign({}, ...this.channels().map(channel => listenersOf(channel, this.instruments)));
  }
}

/** For channels that have no metrics. */
export const NO_METRICS = (): object => ({});
