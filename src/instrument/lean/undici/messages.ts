/** What counts here of undici's own request (5 to 8, and the one inside Node). */
export interface UndiciRequest {
  /** A URL where the app gave one to a dispatcher. */
  readonly origin: string | URL;
  /** With its query; or a whole URL, for a proxy. */
  readonly path: string;
  readonly method: string;
  /** Name after name with its value or values; before undici 6 as they are sent. */
  headers: unknown[] | string;
  addHeader?(name: string, value: string): void;
}

/** Of 'undici:request:create'. */
export interface Created {
  readonly request: UndiciRequest;
}

/** Of 'undici:client:sendHeaders'. */
export interface Sent {
  readonly request: UndiciRequest;
  readonly socket: {
    readonly remoteAddress?: string;
    readonly remotePort?: number;
    readonly alpnProtocol?: string | false | null;
  };
}

/** Of 'undici:request:headers'. */
export interface Answered {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers: readonly (Buffer | string)[] };
}

/** Of 'undici:request:trailers'. */
export interface Ended {
  readonly request: UndiciRequest;
}

/** Of 'undici:request:error'. */
export interface Failed {
  readonly request: UndiciRequest;
  /** Whatever the app aborted it with. */
  readonly error: unknown;
}
