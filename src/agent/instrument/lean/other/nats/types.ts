/** Headers of a message; their names are told apart by case. */
export interface Headers {
  /** Of the server's own messages: 100, 503 ... */
  readonly code?: number;
  keys(): string[];
  get(key: string): string;
}

/** Used parts of a received message. */
export interface Message {
  readonly subject: string;
  readonly reply?: string;
  /** Decoded when it is first read. */
  readonly headers?: Headers;
}

/** Headers as the protocol takes them. */
export interface Encodable {
  encode(): Uint8Array;
}

export interface PublishOptions {
  reply?: string;
  headers?: Encodable;
}

export type Callback = (this: unknown, error: unknown, message: Message) => unknown;

export interface SubscribeOptions {
  readonly callback?: Callback;
  readonly queue?: string;
}

export interface Protocol {
  /** Undefined while there is no connection. */
  readonly info?: { readonly headers?: boolean };
  readonly server?: { readonly hostname?: string; readonly port?: number };
  publish: (this: Protocol, subject: string, payload?: unknown, options?: PublishOptions) => void;
}

export interface Connection {
  readonly protocol?: Protocol;
  readonly options?: { readonly inboxPrefix?: string };
  publish: (this: Connection, subject: string, data?: unknown, options?: PublishOptions) => void;
  request: (
    this: Connection,
    subject: string,
    data?: unknown,
    options?: { readonly noMux?: boolean },
  ) => Promise<Message>;
  subscribe: (this: Connection, subject: string, options?: SubscribeOptions) => unknown;
}

/** Message as JetStream's consumers give it to the app. */
export interface JetStreamMessage {
  readonly subject: string;
  readonly headers?: Headers;
  /** True once it is settled. */
  readonly didAck: boolean;
  ack: Settle;
  nak: Settle;
  term: Settle;
  /** Waits for the server's word. */
  ackAck: (this: JetStreamMessage, options?: unknown) => Promise<boolean>;
}

type Settle = (this: JetStreamMessage, ...args: unknown[]) => void;

export type Consume = (this: unknown, message: JetStreamMessage) => unknown;

/** Messages of a consumer: `consume`, `fetch` and `next` each make an object. */
export interface ConsumerMessages {
  readonly consumer: {
    readonly api?: { readonly nc?: Connection };
    readonly _info?: {
      readonly stream_name?: string;
      readonly config?: {
        readonly ack_policy?: string;
        readonly durable_name?: string;
        readonly filter_subject?: string;
      };
    };
  };
  readonly opts?: { readonly max_messages?: number };
  callback?: Consume | null;
  /** Called at the end of the constructor. */
  start: (this: ConsumerMessages) => void;
  iterate: (this: ConsumerMessages) => AsyncGenerator<JetStreamMessage>;
}
