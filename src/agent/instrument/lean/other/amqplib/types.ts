/** Key of a connection's attributes on it, which is not printed with it. */
export const CONNECTION = Symbol('otel-agent.amqplib.connection');

export type ConnectionAttributes = Readonly<Record<string, string | number | undefined>>;

export interface Channel {
  readonly connection?: { readonly [CONNECTION]?: ConnectionAttributes };
  readonly unconfirmed?: unknown[];
  readonly pending?: unknown;
}

/** Message that a consumer is given. */
export interface Message {
  readonly fields?: { readonly exchange?: string; readonly routingKey?: string };
  readonly properties: {
    readonly headers?: object;
    readonly messageId?: string;
    readonly correlationId?: string;
  };
}

export type Method<This> = (this: This, ...args: unknown[]) => unknown;
