/** Literals, names and comments of a family of databases. */
export interface Dialect {
  /** A backslash escapes the next character in '…'; `unsure` if that is not known. */
  readonly backslashes: boolean | 'unsure';
  /** "…" is a name, a text, or whatever fits: SQLite's legacy, T-SQL with QUOTED_IDENTIFIER off. */
  readonly doubleQuotes: 'name' | 'text' | 'either';
  /** [a name] */
  readonly brackets: boolean;
  /** $tag$a text$tag$ */
  readonly dollarQuotes: boolean;
  /** `$1` is a parameter; T-SQL takes it for an amount of money. */
  readonly dollarNumbers: boolean;
  /** `:1` is a parameter; PostgreSQL takes it for the end of an array's slice. */
  readonly colonNumbers: boolean;
  /** E'a text with \' escapes' */
  readonly escapeStrings: boolean;
  /** q'[a text]' */
  readonly qStrings: boolean;
  readonly nestedComments: boolean;
  /** `#` begins a comment; `unsure` if that is not known. */
  readonly hashComments: boolean | 'unsure';
  /** `//` begins a comment. */
  readonly slashComments: boolean;
  /** `--` begins a comment only before a space. */
  readonly spacedDashes: boolean;
  /** Arguments of `EXEC name a, b` are texts without quotes. */
  readonly bareArguments: boolean;
  /** A UUID stands without quotes. */
  readonly uuids: boolean;
}

const STANDARD: Dialect = {
  backslashes: false,
  doubleQuotes: 'name',
  brackets: false,
  dollarQuotes: false,
  dollarNumbers: true,
  colonNumbers: true,
  escapeStrings: false,
  qStrings: false,
  nestedComments: false,
  hashComments: false,
  slashComments: false,
  spacedDashes: false,
  bareArguments: false,
  uuids: false,
};

export const POSTGRESQL: Dialect = {
  ...STANDARD,
  dollarQuotes: true,
  colonNumbers: false,
  escapeStrings: true,
  nestedComments: true,
};

/** MySQL. With ANSI_QUOTES `"…"` would be a name, but no statement tells: it counts as a text. */
export const MYSQL: Dialect = {
  ...STANDARD,
  backslashes: true,
  doubleQuotes: 'text',
  hashComments: true,
  spacedDashes: true,
};

export const SQLITE: Dialect = { ...STANDARD, doubleQuotes: 'either', brackets: true };

export const TRANSACT_SQL: Dialect = {
  ...STANDARD,
  doubleQuotes: 'either',
  brackets: true,
  dollarNumbers: false,
  nestedComments: true,
  bareArguments: true,
};

export const ORACLE: Dialect = { ...STANDARD, qStrings: true };

/** Query language of Cassandra. */
export const CQL: Dialect = { ...STANDARD, dollarQuotes: true, slashComments: true, uuids: true };

/** Databases that keep to the standard. */
const ANSI = STANDARD;

/** Snowflake and ClickHouse: the standard's names, and texts with backslashes. */
const WITH_BACKSLASHES: Dialect = {
  ...STANDARD,
  backslashes: true,
  dollarQuotes: true,
  slashComments: true,
  hashComments: 'unsure',
};

/** Any other database: at the first doubt between dialects, the rest of the statement is hidden. */
export const OTHER: Dialect = {
  ...STANDARD,
  backslashes: 'unsure',
  doubleQuotes: 'text',
  dollarQuotes: true,
  qStrings: true,
  escapeStrings: true,
  hashComments: 'unsure',
  slashComments: true,
  uuids: true,
};

/** Finds the dialect of a `db.system.name`, of the older `db.system`, or of a driver. */
export function dialectOf(system: string): Dialect {
  let dialect = known.get(system);
  if (dialect === undefined) {
    dialect = FAMILIES.find(([pattern]) => pattern.test(system))?.[1] ?? OTHER;
    if (known.size < MAX_KNOWN) known.set(system, dialect);
  }
  return dialect;
}

const MAX_KNOWN = 100;
const known = new Map<string, Dialect>();

const FAMILIES: readonly (readonly [RegExp, Dialect])[] = [
  [/mssql|sql_?server|tedious|sybase/i, TRANSACT_SQL],
  [/postgres|^pg|cockroach|redshift|timescale|yugabyte|greenplum/i, POSTGRESQL],
  [/mysql|maria|tidb|singlestore|vitess/i, MYSQL],
  [/sqlite|libsql|turso/i, SQLITE],
  [/oracle/i, ORACLE],
  [/cassandra|scylla/i, CQL],
  [/snowflake|clickhouse/i, WITH_BACKSLASHES],
  [/db2|^h2|hsqldb|derby|firebird|vertica|teradata|hana|trino|presto|duckdb|informix|ingres/i, ANSI],
];
