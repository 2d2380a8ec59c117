import { SQLITE } from '../../../redaction/sql/dialects';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/sqlite.generated.json';
import { patchDatabase } from './sqlite/patch-database';
import type { Database } from './sqlite/types';

interface SqliteOptions {
  /** Shows statements as written. */
  readonly rawStatements?: boolean;
}

/** Makes spans of the statements of `node:sqlite` and better-sqlite3, whose classes are alike. */
export class SqliteInstrumentation extends PatchingInstrumentation<SqliteOptions, object> {
  constructor(options: SqliteOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const Class = name === 'node:sqlite' ? (exports as { DatabaseSync?: unknown }).DatabaseSync : exports;
    if (name !== 'node:sqlite' && name !== 'better-sqlite3') return [];
    const { prototype } = Object(Class) as { prototype?: Database };
    if (typeof prototype?.prepare !== 'function' || typeof prototype.exec !== 'function') return [];
    return patchDatabase(prototype, {
      instruments: this.instruments,
      dialect: SQLITE,
      isRaw: this.options.rawStatements === true,
      codeOf,
    });
  }
}

/** Returns SQLite's own code: a number from Node, a name from better-sqlite3. */
function codeOf(error: unknown): unknown {
  const { errcode, code } = Object(error) as { errcode?: unknown; code?: unknown };
  return errcode ?? (String(code).startsWith('SQLITE_') ? code : undefined);
}
