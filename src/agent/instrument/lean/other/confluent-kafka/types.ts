import type { Tracer } from '@opentelemetry/api';
import type { Shown } from '../../../channels/kafka/message-span';

export interface Instruments {
  readonly tracer: Tracer;
}

/** Headers of the callback API: an object for each. */
export type Headers = readonly Readonly<Record<string, unknown>>[];

/** Message that the callback API gives to the app. */
export interface Message extends Shown {
  readonly topic: string;
  readonly partition: number;
  readonly headers?: Headers;
}

export type ProduceArguments = [
  topic: string,
  partition: number | null,
  message: unknown,
  key?: unknown,
  timestamp?: unknown,
  opaque?: unknown,
  headers?: Headers,
];

export interface CallbackProducer {
  produce(this: CallbackProducer, ...args: ProduceArguments): unknown;
}

export interface HighLevelProducer {
  _modifiedProduce(this: HighLevelProducer, ...args: unknown[]): unknown;
}

export type Consumed = (error: unknown, messages?: readonly Message[], ...others: unknown[]) => unknown;

export interface CallbackConsumer {
  /** Options of librdkafka. */
  readonly globalConfig?: Readonly<Record<string, unknown>>;
  emit(this: CallbackConsumer, event: string | symbol, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  _consumeNum(this: CallbackConsumer, timeoutMs: number, number: number, callback?: Consumed): unknown;
}

export interface PromiseMessage extends Shown {
  readonly headers?: Readonly<Record<string, unknown>>;
}

export interface PromiseProducer {
  send(
    this: PromiseProducer,
    ...args: [{ readonly topic: string; readonly messages: readonly PromiseMessage[] }]
  ): Promise<readonly { readonly partition: number; readonly baseOffset?: string }[]>;
}

/** Payload for `eachMessage`. */
export interface MessagePayload {
  readonly topic: string;
  readonly partition: number;
  readonly message: PromiseMessage;
}

/** Payload for `eachBatch`. */
export interface BatchPayload {
  readonly batch: {
    readonly topic: string;
    readonly partition: number;
    readonly messages: readonly PromiseMessage[];
  };
}

export interface RunConfig {
  readonly eachMessage?: (payload: MessagePayload) => unknown;
  readonly eachBatch?: (payload: BatchPayload) => unknown;
}

export interface PromiseConsumer {
  /** The consumer of the callback API that it works through. */
  _getInternalClient?(): CallbackConsumer | null | undefined;
  run(this: PromiseConsumer, ...args: [RunConfig]): Promise<void>;
}
