/** Used parts of a connection of mysql2 (1.4 to 3). */
export interface Connection {
  readonly config?: Config;
  query: Method<Connection>;
  execute: Method<Connection>;
  prepare: Method<Connection>;
}

export interface Config {
  readonly host?: string;
  readonly port?: number | string;
  readonly database?: string;
  /** Of a pool. */
  readonly connectionConfig?: Config;
}

/** Statement that the server has prepared. */
export interface PreparedStatement {
  readonly query?: unknown;
  execute: Method<PreparedStatement>;
}

/** Query as the library keeps it; a pool gives it to a connection in this form. */
export interface Command {
  readonly sql?: unknown;
  onResult?: Callback;
}

export type Method<This> = (this: This, ...args: unknown[]) => unknown;
export type Callback = (this: unknown, ...args: unknown[]) => unknown;
