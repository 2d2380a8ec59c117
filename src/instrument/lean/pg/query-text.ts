/** What the arguments of `query` say of it. */
export interface QueryText {
  readonly text: string;
  /** Of a prepared statement. */
  readonly name: string | undefined;
}

/** Reads the first argument; undefined for what has no text, which pg refuses or knows better. */
export function readQueryText(first: unknown): QueryText | undefined {
  if (typeof first === 'string') return { text: first, name: undefined };
  const { text, name } = Object(first) as { text?: unknown; name?: unknown };
  if (typeof text !== 'string') return undefined;
  return { text, name: typeof name === 'string' ? name : undefined };
}

const REMEMBERED = 500;
const LONGEST_REMEMBERED = 4096;
const operations = new Map<string, string>();

/** The first word of a statement, in capitals. Statements repeat, so each is looked at once. */
export function operationOf(statement: string): string {
  const known = operations.get(statement);
  if (known !== undefined) return known;
  const operation = firstWord(statement.trim()).toUpperCase().replace(/;$/, '');
  if (statement.length > LONGEST_REMEMBERED) return operation;
  if (operations.size >= REMEMBERED) operations.clear();
  operations.set(statement, operation);
  return operation;
}

function firstWord(text: string): string {
  const end = text.indexOf(' ');
  return end === -1 ? text : text.slice(0, end);
}
