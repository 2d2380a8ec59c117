/** Used parts of a query of postgres.js (3). */
export interface Query {
  readonly executed: boolean;
  readonly strings: readonly string[];
  /** A function for the app's queries; null once the app has cancelled. */
  readonly canceller?: unknown;
  /** True within another query's text. */
  readonly fragment?: boolean;
  resolve: Settle;
  reject: Settle;
  forEachFn?: Callback;
  cursorFn?: Callback;
  handle(): Promise<unknown>;
}

/** Used parts of the options, as the library completes them. */
export interface Options {
  readonly host?: readonly string[];
  readonly port?: readonly number[];
  readonly database?: string;
  /** Of a Unix socket. */
  readonly path?: unknown;
}

/** `types.js`: makes the text of a query when it is about to be sent. */
export interface Types {
  stringify: (
    query: Query,
    string: string,
    value: unknown,
    parameters: unknown[],
    types: unknown[],
    options: Options,
  ) => string;
}

export type Settle = (value: unknown) => unknown;
export type Callback = (this: unknown, ...args: unknown[]) => unknown;
