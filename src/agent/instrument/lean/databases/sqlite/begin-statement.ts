import { ownDiag } from '../../../../../shared/log';
import { SqlCall, type TracedStatements } from '../sql/sql-call';
import { SqlServer } from '../sql/sql-server';
import type { Database, Statement } from './types';

/** Files of databases, by the database or the statement. */
export const servers = new WeakMap<Database | Statement, SqlServer>();

/** Starts the span of a statement; undefined if it has none. */
export function beginStatement(
  tracing: TracedStatements,
  server: SqlServer,
  text: unknown,
): SqlCall | undefined {
  try {
    return typeof text === 'string' ? SqlCall.begin(tracing, server, text) : undefined;
  } catch (error) {
    ownDiag.error('sqlite: a statement could not be traced', error);
    return undefined;
  }
}

/** Names the file of a database as the server of its statements; remembered by database. */
export function serverOf(database: Database): SqlServer {
  const known = servers.get(database);
  if (known !== undefined) return known;
  const server = new SqlServer({ system: 'sqlite', namespace: fileOf(database) });
  servers.set(database, server);
  return server;
}

function fileOf(database: Database): string | undefined {
  try {
    return typeof database.location === 'function' ? (database.location() ?? ':memory:') : database.name;
  } catch {
    return undefined; // The database is not open.
  }
}
