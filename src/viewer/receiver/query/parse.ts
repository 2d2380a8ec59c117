import { QueryError } from './query-error';
import { type Token, tokensOf } from './tokens';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** A query as a tree. Every span fulfils an empty `and`. */
export type Query =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly type: 'not'; readonly part: Query }
  | { readonly type: 'compare'; readonly field: string; readonly operator: Operator; readonly value: string }
  | { readonly type: 'exists'; readonly field: string }
  /** The text is somewhere in the span: its name, its service, an attribute. */
  | { readonly type: 'text'; readonly text: string };

/** Maximum of words in a query, and so of its depth: it is typed by hand. */
const MAX_TOKENS = 200;

/**
 * Reads a query such as `http.route = /checkout and duration > 500ms`, `service = shop and (status = error or not
 * db.system exists)` or plain words. Operators: = != < <= > >= ~ (contains) !~; side by side means "and".
 * Throws QueryError.
 */
export function parseQuery(query: string): Query {
  const tokens = tokensOf(query);
  if (tokens.length > MAX_TOKENS) throw new QueryError(`a query has at most ${MAX_TOKENS} words`);
  const parser = new Parser(tokens);
  const parsed = parser.any();
  const rest = parser.peek();
  if (rest !== undefined) throw new QueryError(`${rest.value} closes nothing`);
  return parsed;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  any(): Query {
    const parts = [this.#all()];
    while (this.#takeWord('or')) parts.push(this.#all());
    return parts.length === 1 ? parts[0]! : { type: 'or', parts };
  }

  #all(): Query {
    const parts: Query[] = [];
    for (
      let next = this.peek();
      next !== undefined && next.kind !== ')' && !isWord(next, 'or');
      next = this.peek()
    ) {
      if (parts.length > 0) this.#takeWord('and');
      parts.push(this.#one());
    }
    return parts.length === 1 ? parts[0]! : { type: 'and', parts };
  }

  #one(): Query {
    if (this.#takeWord('not')) return { type: 'not', part: this.#one() };
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new QueryError('something is missing at the end');
    if (token.kind === '(') {
      const inner = this.any();
      if (this.#tokens[this.#at++]?.kind !== ')') throw new QueryError('a ( is not closed');
      return inner;
    }
    if (token.kind === 'operator' || token.kind === ')')
      throw new QueryError(`${token.value} has no field before it`);
    if (this.peek()?.kind === 'operator') return this.#comparison(token.value);
    if (token.kind === 'word' && this.#takeWord('exists')) return { type: 'exists', field: token.value };
    return { type: 'text', text: token.value };
  }

  #comparison(field: string): Query {
    const operator = this.#tokens[this.#at++]!.value as Operator;
    const value = this.#tokens[this.#at++];
    if (operator === '=' && value?.kind === 'operator' && value.value === '=')
      throw new QueryError(`write = instead of ==: ${field} = VALUE`);
    if (value === undefined || (value.kind !== 'word' && value.kind !== 'text')) {
      throw new QueryError(`${field} ${operator} needs a value`);
    }
    return { type: 'compare', field, operator, value: value.value };
  }

  #takeWord(word: string): boolean {
    const found = isWord(this.peek(), word);
    if (found) this.#at++;
    return found;
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.value.toLowerCase() === word;
}
