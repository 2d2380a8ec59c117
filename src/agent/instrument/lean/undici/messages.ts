/** Used parts of a request of undici (5 to 8, and the copy inside Node). */
export interface UndiciRequest {
  /** A URL if the app gave a URL to a dispatcher. */
  readonly origin: string | URL;
  /** With its query; or a whole URL, for a proxy. */
  readonly path: string;
  readonly method: string;
  /** Name after name with its value or values; before undici 6 as they are sent. */
  headers: unknown[] | string;
  addHeader?(name: string, value: string): void;
  /** The protocol that the app wants on the connection, such as `websocket`. */
  readonly upgrade?: string | null;
}

/** Message of 'undici:request:create'. */
export interface Created {
  readonly request: UndiciRequest;
}

/** Message of 'undici:client:sendHeaders'. */
export interface Sent {
  readonly request: UndiciRequest;
  readonly socket: {
    readonly remoteAddress?: string;
    readonly remotePort?: number;
    readonly alpnProtocol?: string | false | null;
  };
}

/** Message of 'undici:request:headers'. */
export interface Answered {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers: readonly (Buffer | string)[] };
}

/** Message of 'undici:request:trailers'. */
export interface Ended {
  readonly request: UndiciRequest;
}

/** Message of 'undici:request:error'. */
export interface Failed {
  readonly request: UndiciRequest;
  /** The app's reason for the abort, of any type. */
  readonly error: unknown;
}
