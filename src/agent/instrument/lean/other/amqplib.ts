import type { Tracer } from '@opentelemetry/api';
import { traceGet } from '../../../upstream/amqplib-get';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/amqplib.generated.json';
import { acknowledging, acknowledgingAll, endingWithChannel } from './amqplib/acknowledge';
import { describingConnect } from './amqplib/connection';
import { tracingConsume } from './amqplib/consume';
import { tracingConfirmedPublish, tracingPublish } from './amqplib/publish';
import { type Channel, CONNECTION, type Method } from './amqplib/types';

/** Options that are heeded, by upstream's names. */
interface AmqplibOptions {
  /** Time that a message has to be acknowledged in; 0 waits for ever. Default: a minute. */
  readonly consumeTimeoutMs?: number;
}

interface Channels {
  readonly Channel: { readonly prototype: ChannelMethods };
  readonly ConfirmChannel: { readonly prototype: Record<'publish', Method<Channel>> };
}

type ChannelMethods = Record<
  'publish' | 'consume' | 'get' | 'ack' | 'nack' | 'reject' | 'ackAll' | 'nackAll' | 'emit',
  Method<Channel>
>;

/** Makes spans of RabbitMQ's messages, published, processed and fetched: upstream's, at less cost. */
export class AmqplibInstrumentation extends PatchingInstrumentation<AmqplibOptions, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: AmqplibOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const file = name.replaceAll('\\', '/').slice('amqplib/lib/'.length);
    if (!FILES.has(file) || this.#patched.has(exports as object)) return [];
    this.#patched.add(exports as object);
    if (file !== 'connect.js') return this.#patchChannels(exports as Channels);
    const module = exports as { connect: Method<unknown> };
    return [patchFunction(module, 'connect', describingConnect(module.connect))];
  }

  #patchChannels({ Channel, ConfirmChannel }: Channels): (() => void)[] {
    const { instruments, options } = this;
    const { prototype } = Channel;
    const patch = (key: keyof ChannelMethods, trace: (original: Method<Channel>) => Method<Channel>) =>
      patchFunction(prototype, key, trace(prototype[key]));
    const { publish } = ConfirmChannel.prototype;
    return [
      patch('publish', original => tracingPublish(instruments, original)),
      patch('consume', original =>
        tracingConsume({ instruments, timeoutMs: options.consumeTimeoutMs ?? 60_000 }, original),
      ),
      patch('get', original => fetching(instruments, original)),
      patch('ack', original => acknowledging('ack', original)),
      patch('nack', original => acknowledging('nack', original)),
      patch('reject', original => acknowledging('reject', original)),
      patch('ackAll', original => acknowledgingAll('ackAll', original)),
      patch('nackAll', original => acknowledgingAll('nackAll', original)),
      patch('emit', endingWithChannel),
      patchFunction(ConfirmChannel.prototype, 'publish', tracingConfirmedPublish(instruments, publish)),
    ];
  }
}

const FILES = new Set(['connect.js', 'channel_model.js', 'callback_model.js']);

function fetching(instruments: { readonly tracer: Tracer }, original: Method<Channel>): Method<Channel> {
  return traceGet(instruments, CONNECTION, original) as Method<Channel>;
}
