import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext } from '../../tracing/context-manager';
import { isLeftOut } from '../lean/is-left-out';
import type { Listeners } from '../lean/listening-instrumentation';
import scope from '../lean/scopes/platformatic-kafka.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import type { TracedChannel } from './engine/traced-channel';
import { describeFailure, type Shown, startSend } from './kafka/message-span';
import { giveBack, type SendOptions, sendWith } from './platformatic-kafka/outgoing';
import { noteRecord, type RawRecord } from './platformatic-kafka/received';
import { patchStreams, type Stream } from './platformatic-kafka/streams';

/** Message about a call of `send` (2.x). */
interface SendMessage {
  readonly client: object;
  readonly options: SendOptions;
  readonly result?: { readonly offsets?: readonly Shown[] };
}

interface ReceiveMessage {
  readonly stream: Stream;
  readonly raw: RawRecord;
  /** The message, as the app gets it. */
  readonly result?: object;
}

/**
 * Makes spans of @platformatic/kafka's sends by its own channels. A failing send fails on other channels as well
 * (metadata, API, connections), which are not heard. The channels tell when a message has been received, not when the
 * app works on it: the streams that they name are followed for that.
 */
export class PlatformaticKafkaInstrumentation extends ChannelInstrumentation<object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const sends: TracedChannel<SendMessage> = {
      name: SENDS,
      start: beginSend,
      succeed: (span, { options, result }) => describePlace(span, options, result?.offsets),
      fail: (span, error) => describeFailure(span, error),
      callsBack: true,
    };
    return [sends];
  }

  protected override listeners(): Listeners {
    const channels = super.listeners() as Record<string, (message: object) => void>;
    const [start, asyncStart] = [`tracing:${SENDS}:start`, `tracing:${SENDS}:asyncStart`];
    return {
      ...channels,
      [start](message: SendMessage) {
        channels[start]!(message);
        passOn(message);
      },
      [asyncStart](message: SendMessage) {
        giveBack(message.options);
        channels[asyncStart]!(message);
      },
      'plt:kafka:instances': ({ type, instance }: { type: string; instance: Stream }) => {
        if (type === 'messages-stream') this.#follow(instance);
      },
      'tracing:plt:kafka:consumer:receives:asyncStart': ({ stream, raw, result }: ReceiveMessage) => {
        this.#follow(stream);
        if (result !== undefined) noteRecord(result, raw);
      },
    };
  }

  /** Follows all streams of a copy of the library. */
  #follow(stream: Stream): void {
    const prototype = Object.getPrototypeOf(stream) as Stream;
    if (this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    this.undoLater(...patchStreams(prototype, this.instruments), () => this.#patched.delete(prototype));
  }
}

const SENDS = 'plt:kafka:producer:sends';

/** Has the messages of an unsampled trace carry that, since consumers would sample them otherwise. */
function passOn({ client, options }: SendMessage): void {
  const caller = activeContext();
  const above = trace.getSpan(caller);
  if (above !== undefined && isLeftOut(above)) sendWith(caller, options, client);
}

function beginSend({ client, options }: SendMessage, caller: Context, tracer: Tracer): Span {
  const topics = new Set(options.messages.map(({ topic }) => topic));
  const topic = topics.size === 1 ? [...topics][0] : undefined;
  const span = startSend(tracer, { topic, messages: options.messages }, caller);
  sendWith(trace.setSpan(caller, span), options, client);
  return span;
}

/** Tells the place of a single message. */
function describePlace(span: Span, { messages }: SendOptions, offsets: readonly Shown[] | undefined): void {
  const [place] = offsets ?? [];
  if (place === undefined || messages.length !== 1) return;
  span.setAttribute('messaging.destination.partition.id', String(place.partition));
  span.setAttribute('messaging.kafka.offset', Number(place.offset));
}
