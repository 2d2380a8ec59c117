/** Used parts of a database: `DatabaseSync` of Node (22 to 26), `Database` of better-sqlite3 (7 to 13). */
export interface Database {
  prepare(this: Database, ...args: unknown[]): Statement;
  exec(this: Database, ...args: unknown[]): unknown;
  /** Of Node since 22.16: the file, or null for a database in memory. */
  location?(): string | null;
  /** Of better-sqlite3: the file, or `:memory:`. */
  readonly name?: string;
}

type Run<Result = unknown> = (this: Statement, ...args: unknown[]) => Result;

export interface Statement {
  run: Run;
  get: Run;
  all: Run;
  iterate: Run<Rows>;
  /** Of Node. */
  readonly sourceSQL?: string;
  /** Of better-sqlite3. */
  readonly source?: string;
  readonly database?: Database;
}

type Step = (this: Rows, ...args: unknown[]) => { readonly done?: boolean };

/** Rows of a statement that is still running. */
export interface Rows {
  next: Step;
  return: Step;
}
