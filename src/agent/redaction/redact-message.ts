import type { Dialect } from './sql/dialects';
import { statementOf } from './sql/known-statements';
import { literalsOf } from './sql/literals';

/** Statement that an error is about. */
export interface FailedStatement {
  /** Text as it was sent. */
  readonly text: string;
  readonly dialect: Dialect;
}

/**
 * Removes data from a database's error message. Databases quote literals of the statement and values of its parameters.
 * Quoted names stay: those in the statement, and those behind a word such as `column`.
 */
export function redactMessage(message: string, statement?: FailedStatement): string {
  const shown = statement === undefined ? '' : statementOf(statement.text, statement.dialect).text;
  const withoutLiterals = statement === undefined ? message : replaceLiterals(message, shown, statement);
  return LISTS.reduce(
    (text, [list, replacement]) => text.replace(list, replacement),
    withoutQuotedValues(withoutExcerpts(withoutLiterals), shown),
  );
}

/**
 * Removes data from an error about a GraphQL document, whose literals follow `found`. Errors of validation come as a
 * list in JSON.
 */
export function redactGraphqlMessage(message: string): string {
  const redacted = listed(message)?.map(error => ({
    ...error,
    message: redactGraphqlMessage(String(error.message)),
  }));
  if (redacted !== undefined) return JSON.stringify(redacted);
  return redactMessage(message).replace(/(?<=\bfound )(?!"\?")[\s\S]*?(?=\.?$)/, '?');
}

function listed(message: string): { readonly message?: unknown }[] | undefined {
  if (!message.startsWith('[')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function replaceLiterals(message: string, shown: string, { text, dialect }: FailedStatement): string {
  if (shown === text) return message;
  return literalsOf(text, dialect).reduce(
    (redacted, literal) => redacted.replaceAll(literal, '?'),
    message.replaceAll(text, shown),
  );
}

/** Values in quotes whose end shows only in the text after it: the values may contain quotes. */
const EXCERPTS: readonly RegExp[] = [
  /(?<=\bnear )'[\s\S]*'(?= at line \d+)/, // MySQL: a piece of the statement
  /(?<=Duplicate entry )'[\s\S]*'(?= for key )/, // MySQL
  /(?<= value:? )'[\s\S]*'(?= (?:for|to) )/, // MySQL, SQL Server
  /(?<=: )"[\s\S]*"$/, // PostgreSQL: invalid input syntax for type integer: "x"
];

/** Values that some databases list without quotes. */
const LISTS: readonly (readonly [RegExp, string])[] = [
  [/(=| value is | values )\([\s\S]*\)/, '$1(?)'], // PostgreSQL's details, SQL Server, Oracle
  [/(dup key: )\{[\s\S]*\}/, '$1{ ? }'], // MongoDB
];

/** Text in quotes; an apostrophe within a word neither begins nor ends it. */
const QUOTED = /(?<![\p{L}\p{N}])'(?:[^']|'(?=[\p{L}\p{N}]))*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)/gu;
const NAME = /^[\p{L}\p{N}_$#.@ -]{1,128}$/u;
const NOUN =
  /\b(?:aggregate|argument|clause|collection|column|constraint|cursor|database|directive|enum|extension|field|fragment|function|interface|index|key|keyspace|object|operation|operator|parameter|policy|portal|procedure|relation|role|rule|schema|sequence|server|statement|table|tablespace|trigger|type|user|variable|view) $/i;

function withoutExcerpts(message: string): string {
  return EXCERPTS.reduce(
    (text, excerpt) => text.replace(excerpt, quoted => `${quoted[0]}?${quoted[0]}`),
    message,
  );
}

function withoutQuotedValues(message: string, shown: string): string {
  return message.replace(QUOTED, (quoted, at: number) => {
    const content = quoted.slice(1, -1);
    if (content === '?' || content === '') return quoted;
    const isName = NAME.test(content) && (NOUN.test(message.slice(0, at)) || isShown(content, shown));
    return isName ? quoted : `${quoted[0]}?${quoted[0]}`;
  });
}

/** True if the statement shows this name, whole. */
function isShown(name: string, shown: string): boolean {
  for (let at = shown.indexOf(name); at !== -1; at = shown.indexOf(name, at + 1))
    if (!isNamePart(shown[at - 1]) && !isNamePart(shown[at + name.length])) return true;
  return false;
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
