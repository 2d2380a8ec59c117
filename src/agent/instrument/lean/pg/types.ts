import type { EventEmitter } from 'node:events';

/** Used parts of a client of `pg`, in JavaScript or native. */
export interface Client {
  readonly database?: string;
  readonly host?: string;
  readonly port?: number;
  readonly connectionParameters: {
    readonly database?: string;
    readonly host?: string;
    readonly port?: number;
  };
  query: Method<Client>;
  connect: Method<Client>;
}

/** Used parts of a pool of `pg-pool`. */
export interface Pool extends EventEmitter {
  readonly options: PoolOptions;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ending: boolean;
  connect: Method<Pool>;
  end: Method<Pool>;
}

export interface PoolOptions {
  readonly connectionString?: string;
  readonly database?: string;
  readonly host?: string;
  readonly port?: number;
  readonly max: number;
  readonly maxClient?: number;
  readonly idleTimeoutMillis?: number;
}

export type Method<This> = (this: This, ...args: unknown[]) => unknown;
export type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** Options that are heeded, by upstream's names. */
export interface PgOptions {
  readonly enabled?: boolean;
  readonly requireParentSpan?: boolean;
  /** Makes no spans of connections; spans of queries and metrics of pools stay. */
  readonly ignoreConnectSpans?: boolean;
  /** The agent's own option: shows statements as sent. */
  readonly rawStatements?: boolean;
}
