import { POSTGRESQL } from '../../../redaction/sql/dialects';
import { statementOf } from '../../../redaction/sql/known-statements';
import type { Statement } from '../../../redaction/sql/read-statement';

/** Text and name of a query, from the arguments of `query`. */
export interface QueryText {
  readonly text: string;
  /** Name of a prepared statement. */
  readonly name: string | undefined;
  /** The text as telemetry may show it. */
  readonly statement: Statement;
}

/** Reads the first argument; undefined if it has no text: pg refuses it or knows better. */
export function readQueryText(first: unknown): QueryText | undefined {
  if (typeof first === 'string')
    return { text: first, name: undefined, statement: statementOf(first, POSTGRESQL) };
  const { text, name } = Object(first) as { text?: unknown; name?: unknown };
  if (typeof text !== 'string') return undefined;
  return {
    text,
    name: typeof name === 'string' ? name : undefined,
    statement: statementOf(text, POSTGRESQL),
  };
}

/** Returns the name that a span may show: a prepared statement's own, unless it is (the beginning of) its text. */
export function shownName({ text, name, statement }: QueryText): string {
  return name && !text.startsWith(name) ? name : statement.operation;
}

/** Returns `db.postgresql.plan`: the statement's name, unless it is (the beginning of) a text with data. */
export function shownPlan({ text, name = '', statement }: QueryText): string {
  const isOfData = text.startsWith(name) && text !== statement.text;
  return isOfData && name !== '' ? (statement.summary ?? statement.operation) : name;
}
