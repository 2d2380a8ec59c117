import { type Caller, SqlCall, type TracedStatements } from '../sql/sql-call';
import { SqlServer } from '../sql/sql-server';
import type { Options, Query, Settle } from './types';

const traces = new WeakMap<Query, QueryTrace>();

/** Query from the time when it is first awaited; its span begins when its text is known. */
export class QueryTrace {
  readonly #tracing: TracedStatements;
  readonly #query: Query;
  readonly #caller: Caller;
  #call: SqlCall | undefined;
  #hasText = false;

  private constructor(tracing: TracedStatements, query: Query, caller: Caller) {
    this.#tracing = tracing;
    this.#query = query;
    this.#caller = caller;
  }

  static begin(tracing: TracedStatements, query: Query, caller: Caller): void {
    const trace = new QueryTrace(tracing, query, caller);
    traces.set(query, trace);
    watch(query, 'resolve', () => trace.#call?.end());
    watch(query, 'reject', error => trace.#fail(error));
  }

  static of(query: Query): QueryTrace | undefined {
    return traces.get(query);
  }

  /** Called when the query is sent, and once more if the server has to prepare it anew. */
  send(text: string, options: Options): void {
    if (this.#hasText) return;
    this.#hasText = true;
    this.#call = SqlCall.begin(this.#tracing, serverOf(options), text, this.#caller);
  }

  #fail(error: unknown): void {
    // Without a connection, only the pieces of the text between its values are known.
    if (!this.#hasText) this.send(this.#query.strings.join('?'), NO_OPTIONS);
    const isCancelled = this.#query.canceller === null;
    if (isCancelled) this.#call?.end();
    else this.#call?.fail(error);
  }
}

/** Calls back before a query settles. A cursor gets other functions for that at each of its steps. */
function watch(query: Query, key: 'resolve' | 'reject', onSettled: (value: unknown) => void): void {
  let settle = query[key];
  const watched: Settle = value => {
    onSettled(value);
    return settle(value);
  };
  Object.defineProperty(query, key, {
    configurable: true,
    enumerable: true,
    get: () => watched,
    set(next: Settle) {
      settle = next;
    },
  });
}

const NO_OPTIONS: Options = {};
const servers = new WeakMap<Options, SqlServer>();

function serverOf(options: Options): SqlServer {
  const known = servers.get(options);
  if (known !== undefined) return known;
  const { host = [], port = [], database, path } = options;
  const isSocket = typeof path === 'string';
  // With several hosts it is not known which of them answers.
  const isOne = !isSocket && host.length === 1;
  const address = isSocket ? path : isOne ? host[0] : undefined;
  const server = new SqlServer({
    system: 'postgresql',
    namespace: database,
    address,
    port: isOne ? Number(port[0]) : undefined,
  });
  servers.set(options, server);
  return server;
}
