import { attributeOf, changeAttribute, type SpanItem } from './span-item';

/** The attributes that hold a statement, of the current and of the older database conventions. */
const STATEMENT_KEYS = ['db.query.text', 'db.statement'] as const;
/** Systems whose statements are SQL; those of others are sanitized by their own instrumentations. */
const SQL_SYSTEMS =
  /sql|postgres|maria|oracle|sqlite|db2|cockroach|redshift|snowflake|trino|clickhouse|cassandra/i;

/**
 * A stage that takes the literals out of SQL statements: `select 'x', 7` becomes `select ?, ?` (database semantic
 * conventions, "Sanitization of db.query.text"). Statements repeat, so each is worked on once.
 */
export function redactStatements<Span extends SpanItem>(span: Span): Span {
  for (const key of STATEMENT_KEYS) {
    const statement = attributeOf(span, key);
    // Most statements have no literals, and are known as such.
    if (typeof statement !== 'string' || known.get(statement) === statement) continue;
    const system = attributeOf(span, 'db.system.name') ?? attributeOf(span, 'db.system');
    if (typeof system !== 'string' || !SQL_SYSTEMS.test(system)) continue;
    changeAttribute(span, key, remembered(statement));
  }
  return span;
}

const REMEMBERED = 500;
const LONGEST_REMEMBERED = 4096;
const known = new Map<string, string>();

function remembered(statement: string): string {
  const sanitized = known.get(statement);
  if (sanitized !== undefined) return sanitized;
  const fresh = sanitizeSql(statement);
  if (statement.length > LONGEST_REMEMBERED) return fresh;
  if (known.size >= REMEMBERED) known.clear();
  known.set(statement, fresh);
  return fresh;
}

/**
 * One pass over strings, comments, dollar-quoted text, quoted identifiers, words and numbers: literals become `?`.
 * Double quotes name identifiers in standard SQL and are strings in MySQL; they are kept only where a name may stand.
 */
export function sanitizeSql(sql: string): string {
  return sql.replace(TOKENS, token => (isLiteral(token) ? '?' : token));
}

const TOKENS = new RegExp(
  [
    /--[^\n]*/, // comments hold what people paste there, so they are literals too
    /\/\*[\s\S]*?(?:\*\/|$)/,
    /\$([A-Za-z_]*)\$[\s\S]*?(?:\$\1\$|$)/, // PostgreSQL's $tag$text$tag$
    /(?:\b[EeNnXxBbUu]&?)?'(?:[^'\\]|\\[\s\S]?|'')*(?:'|$)/,
    /"(?:[^"\\]|\\[\s\S]?|"")*(?:"|$)/,
    /`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)/,
    /[$:@?][A-Za-z0-9_]+/, // parameters: $1, :name, @name
    /[A-Za-z_][A-Za-z0-9_$]*/,
    /(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/,
  ]
    .map(part => part.source)
    .join('|'),
  'g',
);

function isLiteral(token: string): boolean {
  if (/^["`[]/.test(token)) return token[0] === '"' && !/^"[\w $.-]{1,63}"$/.test(token);
  return /^(?:\d|\.\d|--|\/\*|'|[EeNnXxBbUu]&?'|\$[A-Za-z_]*\$)/.test(token);
}
