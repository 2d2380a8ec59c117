import path from 'node:path';
import { POSTGRESQL } from '../../../redaction/sql/dialects';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/postgres.generated.json';
import { patchQuery, patchStringify } from './postgres/patch-query';
import type { Query, Types } from './postgres/types';
import type { TracedStatements } from './sql/sql-call';

const file = (name: string) => [
  path.join('postgres', 'src', name),
  path.join('postgres', 'cjs', 'src', name),
];
const QUERY = file('query.js');
const TYPES = file('types.js');

interface PostgresOptions {
  /** Shows statements as sent. */
  readonly rawStatements?: boolean;
}

/** Makes spans of the queries of `postgres` (postgres.js), which has no channels and no hook that tells of an end. */
export class PostgresInstrumentation extends PatchingInstrumentation<PostgresOptions, object> {
  constructor(options: PostgresOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (QUERY.includes(name)) {
      const { Query } = exports as { Query?: { prototype: Query } };
      return typeof Query?.prototype.handle === 'function'
        ? [patchQuery(Query.prototype, this.#tracing())]
        : [];
    }
    const isTypes = TYPES.includes(name) && (exports as Types).stringify?.length >= 6;
    return isTypes ? [patchStringify(exports as Types)] : [];
  }

  #tracing(): TracedStatements {
    return {
      instruments: this.instruments,
      dialect: POSTGRESQL,
      isRaw: this.options.rawStatements === true,
      codeOf: error => (Object(error) as { code?: unknown }).code,
    };
  }
}
