/** Message or event on its way; a message has an `id`. */
export interface Packet {
  readonly pattern?: unknown;
  readonly id?: unknown;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** Part of an answer. */
export interface Answer {
  readonly err?: unknown;
  readonly isDisposed?: boolean;
}

export type Receive = (answer: Answer) => unknown;

/** Used parts of the clients for TCP and Redis. */
export interface Client {
  readonly host?: string;
  readonly port?: number;
  readonly options?: { readonly host?: string; readonly port?: number };
  readonly serializer?: object;
  normalizePattern(pattern: unknown): string;
  publish: (this: Client, packet: Packet, receive: Receive) => () => unknown;
  dispatchEvent: (this: Client, packet: Packet) => Promise<unknown>;
}

/** Used parts of the servers for TCP and Redis. */
export interface Server {
  getHandlerByPattern(pattern: string): unknown;
  handleMessage: (this: Server, ...args: unknown[]) => Promise<unknown>;
  parseMessage: (this: Server, content: unknown) => unknown;
  send: (this: Server, stream: unknown, respond: Receive) => unknown;
}

/** Runs the handlers of controllers. */
export interface RpcProxy {
  handleError: (
    this: RpcProxy,
    handler: unknown,
    args: unknown,
    error: unknown,
    ...others: unknown[]
  ) => unknown;
}
