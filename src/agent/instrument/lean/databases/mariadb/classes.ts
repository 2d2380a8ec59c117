import { patchFunction } from '../../patch-function';
import { SqlCall, type TracedStatements } from '../sql/sql-call';
import type { SqlServer } from '../sql/sql-server';
import { serverOf, UNKNOWN_SERVER } from './server-of';
import { type Method, traceMethod } from './trace-method';

/** Methods whose first argument is a statement, of pools and connections. */
const STATEMENTS = ['query', 'execute', 'batch', 'queryStream'];
/** Further methods that call back. */
const CALLING_BACK = [
  ...[
    'connect',
    'changeUser',
    'beginTransaction',
    'commit',
    'rollback',
    'ping',
    'reset',
    'end',
    'importFile',
  ],
];
/** Methods that give an object of another class: a connection, a statement, a view of a cluster. */
const GIVING = ['getConnection', 'prepare', 'of'];

type Given = Record<string, Method> & { readonly query?: unknown };

/** Classes of the library, which are patched when the first object of each is given out. */
export class MariadbClasses {
  readonly #tracing: TracedStatements;
  readonly #patched = new WeakSet<object>();
  readonly #servers = new WeakMap<object, SqlServer>();
  readonly #undo: (() => void)[] = [];

  constructor(tracing: TracedStatements) {
    this.#tracing = tracing;
  }

  /** Traces a new connection, pool or cluster; a connection may come by a promise. */
  watchCreated(created: unknown, options: unknown): unknown {
    const server = serverOf(options);
    if (created instanceof Promise)
      return created.then(one => {
        this.#watch(one, server);
        return one;
      });
    this.#watch(created, server);
    return created;
  }

  undo(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #watch(one: unknown, server: SqlServer): void {
    if (typeof one !== 'object' || one === null || this.#servers.has(one)) return;
    this.#servers.set(one, server);
    const prototype = Object.getPrototypeOf(one) as Given;
    // A statement has its own `execute`, taken from another class.
    if (Object.hasOwn(one, 'execute')) this.#patchStatement(one as Given);
    else if (!this.#patched.has(prototype)) this.#patchClass(prototype);
  }

  #patchClass(prototype: Given): void {
    this.#patched.add(prototype);
    const serverFor = (one: object) => this.#servers.get(one) ?? UNKNOWN_SERVER;
    const begin = (one: object, [first]: readonly unknown[]) => this.#begin(serverFor(one), first);
    const isStatement = typeof prototype.isClose === 'function';
    for (const name of STATEMENTS)
      this.#replace(
        prototype,
        name,
        traceMethod({ begin: isStatement ? one => this.#begin(serverFor(one), one) : begin }),
      );
    for (const name of CALLING_BACK) this.#replace(prototype, name, traceMethod({}));
    for (const name of GIVING)
      this.#replace(
        prototype,
        name,
        traceMethod({ onResult: (one, result) => this.#watch(result, serverFor(one)) }),
      );
  }

  #patchStatement(statement: Given): void {
    const server = this.#servers.get(statement) ?? UNKNOWN_SERVER;
    const traced = traceMethod({ begin: one => this.#begin(server, one) })(statement.execute!);
    patchFunction(statement, 'execute', traced);
  }

  #replace(prototype: Given, name: string, trace: (original: Method) => Method): void {
    if (!Object.hasOwn(prototype, name)) return;
    this.#undo.push(patchFunction(prototype, name, trace(prototype[name]!)));
  }

  /** A statement is given as a text, with options, or prepared. */
  #begin(server: SqlServer, given: unknown): SqlCall | undefined {
    const { sql, query } = Object(given) as { sql?: unknown; query?: unknown };
    const text = [given, sql, query].find(each => typeof each === 'string');
    return text === undefined ? undefined : SqlCall.begin(this.#tracing, server, text as string);
  }
}
