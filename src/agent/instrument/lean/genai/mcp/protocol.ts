/** Used parts of a client or server of the Model Context Protocol, which are the same class (SDK 1 and 2). */
export interface Protocol {
  readonly _transport?: Transport;
  /** The id of the next request. */
  readonly _requestMessageId?: number;
  readonly _requestHandlers?: Map<string, Handler>;
  fallbackRequestHandler?: Handler;
  readonly _negotiatedProtocolVersion?: string;
}

/** Used parts of a transport. */
export interface Transport {
  readonly constructor: { readonly name?: string };
  readonly sessionId?: string;
  readonly protocolVersion?: string;
  /** Of a client over HTTP. */
  readonly _url?: unknown;
}

export interface Request {
  readonly method: string;
  readonly params?: Params;
}

export interface Params {
  readonly name?: string;
  readonly uri?: string;
  readonly arguments?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

export type Handler = (this: unknown, ...args: unknown[]) => unknown;
