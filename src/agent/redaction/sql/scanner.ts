import {
  BACKTICK,
  BRACKET,
  COLON,
  DASH,
  DIGIT,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  HASH,
  isDigit,
  isWordPart,
  LETTER,
  QUESTION,
  QUOTE,
  roleOf,
  SLASH,
  SPACE,
} from './characters';
import { codesOf } from './codes-of';
import type { Dialect } from './dialects';
import {
  endOfBlockComment,
  endOfDollarQuoted,
  endOfLineComment,
  endOfQString,
  endOfQuoted,
  OPEN,
} from './ends';
import { hashStep } from './keywords';

/** Kinds of tokens. */
export const END = 0;
export const WORD = 1;
/** A text or a number. */
export const LITERAL = 2;
export const COMMENT = 3;
/** A quoted name. */
export const NAME = 4;
/** A text or a quoted name: only its place tells. */
export const EITHER = 5;
export const SYMBOL = 6;

/**
 * Reads a statement token by token, by the rules of its dialect. A token without an end reaches to the end of the
 * statement, and sets `isOpen`.
 */
export class Scanner {
  start = 0;
  end = 0;
  /** Code of the token's first character. */
  code = 0;
  /** Hash of a WORD, equal in any case: see keywords.ts. */
  hash = 0;
  /** True if the end of this token is not known. */
  isOpen = false;
  readonly #text: string;
  readonly #length: number;
  readonly #codes: Uint16Array;
  readonly #dialect: Dialect;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#length = text.length;
    this.#codes = codesOf(text);
    this.#dialect = dialect;
  }

  /** Moves on to the next token and returns its kind. */
  next(): number {
    const codes = this.#codes;
    let at = this.end;
    let code = codes[at]!;
    let role = roleOf(code);
    while (role === SPACE) {
      code = codes[++at]!;
      role = roleOf(code);
    }
    this.start = at;
    this.code = code;
    if (at >= this.#length) return END;
    if (role === LETTER) return this.#word();
    if (role === DIGIT) return this.#number();
    return this.#other(role);
  }

  #word(): number {
    const codes = this.#codes;
    let at = this.start;
    if (this.#isUuid()) return this.#ends(LITERAL, at + 36);
    let hash = 0;
    let { code } = this;
    do {
      hash = hashStep(hash, code);
      code = codes[++at]!;
    } while (isWordPart(code));
    this.hash = hash;
    this.end = at;
    return code === APOSTROPHE || code === AMPERSAND ? this.#afterPrefix(code) : WORD;
  }

  /** Reads a text with a prefix, as in N'…', X'…', E'…', q'[…]', U&'…'. */
  #afterPrefix(code: number): number {
    const { start, end } = this;
    if (end - start > 2) return WORD;
    const text = this.#text;
    const prefix = text.slice(start, end).toLowerCase();
    if (code === AMPERSAND) {
      if (prefix !== 'u') return WORD;
      if (text[end + 1] === '"') return this.#quoted('"', NAME, end + 2);
      return text[end + 1] === "'" ? this.#quoted("'", LITERAL, end + 2) : WORD;
    }
    const { qStrings, escapeStrings } = this.#dialect;
    if (qStrings && (prefix === 'q' || prefix === 'nq')) return this.#ends(LITERAL, endOfQString(text, end));
    if (escapeStrings && prefix === 'e') return this.#quoted("'", LITERAL, end + 1, true);
    return TEXT_PREFIXES.has(prefix) ? this.#quoted("'", LITERAL, end + 1) : WORD;
  }

  /** Reads digits and all that is attached: exponents, units, names that begin with a digit, UUIDs. */
  #number(): number {
    const text = this.#text;
    let at = this.start;
    if (this.#isUuid()) return this.#ends(LITERAL, at + 36);
    const codes = this.#codes;
    let { code } = this;
    while (isWordPart(code) || code === POINT || isExponentSign(text, at)) code = codes[++at]!;
    return this.#ends(LITERAL, at);
  }

  #other(role: number): number {
    const { start } = this;
    const text = this.#text;
    const next = this.#codes[start + 1]!;
    switch (role) {
      case QUOTE:
        return this.#quoted("'", LITERAL, start + 1);
      case DOUBLE_QUOTE:
        return this.#doubleQuoted();
      case BACKTICK:
        return this.#ends(NAME, endOfQuoted(text, start + 1, '`', false));
      case BRACKET:
        return this.#dialect.brackets
          ? this.#ends(NAME, endOfQuoted(text, start + 1, ']', false))
          : this.#symbol();
      case DASH:
        return next === MINUS ? this.#dashes() : this.#symbol();
      case SLASH:
        return this.#slash(next);
      case HASH:
        return this.#hash();
      case DOLLAR:
        return this.#dollar(next);
      case DOT:
        return isDigit(next) && !isWordPart(text.charCodeAt(start - 1)) ? this.#number() : this.#symbol();
      case COLON:
        return this.#dialect.colonNumbers && isDigit(next) ? this.#parameter() : this.#symbol();
      case QUESTION:
        return isDigit(next) ? this.#parameter() : this.#symbol();
      default:
        return this.#symbol();
    }
  }

  #doubleQuoted(): number {
    const { doubleQuotes } = this.#dialect;
    if (doubleQuotes === 'text') return this.#quoted('"', LITERAL, this.start + 1);
    return this.#quoted('"', doubleQuotes === 'name' ? NAME : EITHER, this.start + 1);
  }

  /** Reads a text or name in quotes. A letter right behind it shows that the quotes are not what they seem. */
  #quoted(quote: string, kind: number, from: number, isEscaping = this.#isEscaping(kind)): number {
    const text = this.#text;
    this.#ends(kind, endOfQuoted(text, from, quote, isEscaping));
    const after = this.#codes[this.end]!;
    if ((isWordPart(after) && after !== AT) || this.#isUnsure(from, quote)) this.isOpen = true;
    return kind;
  }

  #isEscaping(kind: number): boolean {
    return this.#dialect.backslashes !== false && kind !== NAME;
  }

  #isUnsure(from: number, quote: string): boolean {
    return this.#dialect.backslashes === 'unsure' && this.#text.slice(from, this.end).includes(`\\${quote}`);
  }

  #isUuid(): boolean {
    const { start } = this;
    if (!this.#dialect.uuids || this.#text.charCodeAt(start + 8) !== MINUS) return false;
    return UUID.test(this.#text.slice(start, start + 36));
  }

  #dashes(): number {
    const { start } = this;
    const after = this.#text.charCodeAt(start + 2);
    const isSpaced = !(after > CONTROL_OR_SPACE);
    if (this.#dialect.spacedDashes && !isSpaced) return this.#symbol();
    return this.#ends(COMMENT, endOfLineComment(this.#text, start + 2));
  }

  #slash(next: number): number {
    const text = this.#text;
    const from = this.start + 2;
    if (next === ASTERISK)
      return this.#ends(COMMENT, endOfBlockComment(text, from, this.#dialect.nestedComments));
    if (next === SLASH_CODE && this.#dialect.slashComments)
      return this.#ends(COMMENT, endOfLineComment(text, from));
    return this.#symbol();
  }

  #hash(): number {
    const { hashComments } = this.#dialect;
    if (hashComments === false) return this.#symbol();
    return this.#ends(COMMENT, hashComments === true ? endOfLineComment(this.#text, this.start) : OPEN);
  }

  #dollar(next: number): number {
    const { dollarNumbers, dollarQuotes } = this.#dialect;
    if (isDigit(next)) return dollarNumbers ? this.#parameter() : this.#number();
    const end = dollarQuotes ? endOfDollarQuoted(this.#text, this.start) : undefined;
    return end === undefined ? this.#symbol() : this.#ends(LITERAL, end);
  }

  /** Reads a parameter: `$1`, `:1`, `?1` */
  #parameter(): number {
    let at = this.start + 1;
    while (isDigit(this.#text.charCodeAt(at))) at++;
    return this.#ends(SYMBOL, at);
  }

  #symbol(): number {
    this.end = this.start + 1;
    return SYMBOL;
  }

  #ends(kind: number, end: number): number {
    this.isOpen = end === OPEN;
    this.end = this.isOpen ? this.#length : end;
    return kind;
  }
}

const TEXT_PREFIXES = new Set(['n', 'x', 'b', 'r', 'rb', 'br', 'e', 'q', 'nq']);
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const APOSTROPHE = 39;
const AMPERSAND = 38;
const POINT = 46;
const MINUS = 45;
const PLUS = 43;
const ASTERISK = 42;
const SLASH_CODE = 47;
const AT = 64;
const CONTROL_OR_SPACE = 32;

/** True for the sign in `1e-5`. */
function isExponentSign(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== PLUS && code !== MINUS) return false;
  return (text.charCodeAt(at - 1) | 32) === 101 && isDigit(text.charCodeAt(at + 1));
}
