/** Possible continuations of a query, and the word that they would replace. */
export interface Suggesting {
  readonly kind: 'field' | 'operator' | 'value' | 'join';
  /** The field that a value is for. */
  readonly field: string;
  /** The word under way: from `from` up to the caret. */
  readonly word: string;
  readonly from: number;
}

export const OPERATORS = ['=', '!=', '>', '>=', '<', '<=', '~', '!~', 'exists'];
export const JOINS = ['and', 'or'];

const PIECE =
  /\s*(?:([()])|(!=|>=|<=|!~|[=<>~])|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|([^\s()=<>~!"']+))/uy;

/** Reads a query up to the caret and tells what comes next. */
export function suggestAt(query: string, caret: number): Suggesting {
  const text = query.slice(0, caret);
  const pattern = new RegExp(PIECE);
  let kind: Suggesting['kind'] = 'field';
  let field = '';
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text);
    if (match === null) break;
    const [whole, paren, operator, quote, plain] = match;
    const word = quote ?? plain ?? '';
    const isUnderWay = pattern.lastIndex === text.length && (word !== '' || operator !== undefined);
    if (isUnderWay && word !== '')
      return { kind, field, word: word.replace(/^["']/, ''), from: text.length - whole.trimStart().length };
    if (operator !== undefined) kind = 'value';
    else if (paren !== undefined) kind = paren === '(' ? 'field' : 'join';
    else if (kind === 'field' && !/^(and|or|not)$/i.test(word)) {
      field = word;
      kind = 'operator';
    } else if (kind === 'operator' || kind === 'join') kind = /^exists$/i.test(word) ? 'join' : 'field';
    else if (kind === 'value') kind = 'join';
  }
  return { kind, field, word: '', from: caret };
}
