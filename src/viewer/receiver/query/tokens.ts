import { QueryError } from './query-error';

/** A piece of a query. Text in quotes is never a keyword, an operator or a field. */
export interface Token {
  readonly kind: 'word' | 'text' | 'operator' | '(' | ')';
  readonly value: string;
}

const TOKEN =
  /\s*(?:(?<paren>[()])|(?<operator>!=|>=|<=|!~|[=<>~])|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<word>[^\s()=<>~!"']+))/uy;

/** Cuts a query into tokens. Throws QueryError at what fits nowhere, such as a quote that is not closed. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < query.trimEnd().length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(query)?.groups;
    if (groups === undefined)
      throw new QueryError(`${query.slice(from).trim().slice(0, 20)} is not understood`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf({ paren, operator, double, single, word }: { [group: string]: string | undefined }): Token {
  if (paren !== undefined) return { kind: paren as '(' | ')', value: paren };
  if (operator !== undefined) return { kind: 'operator', value: operator };
  if (word !== undefined) return { kind: 'word', value: word };
  return { kind: 'text', value: (double ?? single ?? '').replace(/\\(.)/gu, '$1') };
}
