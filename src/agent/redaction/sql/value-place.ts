import { CLAUSE, hashOf, VERB } from './keywords';

const BEFORE_VALUES = new Set(
  'LIKE ILIKE GLOB REGEXP RLIKE ESCAPE THEN ELSE WHEN IS RETURN BETWEEN DEFAULT EXECUTE EXEC'
    .split(' ')
    .map(hashOf),
);
const BEFORE_LISTS = new Set(['VALUES', 'IN'].map(hashOf));
const BETWEEN = hashOf('BETWEEN');
const AND = hashOf('AND');

const OPENING = 40;
const CLOSING = 41;
const COMMA = 44;
const OPERATORS = new Uint8Array(128);
for (const sign of '=<>!|+-*/%~&^') OPERATORS[sign.charCodeAt(0)] = 1;

// Numbers, which V8 compares faster than texts.
const NAME = 0;
const VALUE = 1;
const LIST = 2;

/** Follows the places of values in a statement, for dialects in which "…" may be a text as well as a name. */
export class ValuePlace {
  #last: typeof NAME | typeof VALUE | typeof LIST = NAME;
  #depth = 0;
  /** Depth of parentheses from which on they hold values. */
  #listDepth = Number.POSITIVE_INFINITY;
  #isBetween = false;

  /** True if the next token is more likely a value than a name. */
  get isNext(): boolean {
    return this.#last === VALUE || (this.#last === LIST && this.#depth >= this.#listDepth);
  }

  word(hash: number, flags: number): void {
    if (flags === 0) {
      this.#last = NAME;
      return;
    }
    const isSecondOfTwo = hash === AND && this.#isBetween;
    this.#last = BEFORE_VALUES.has(hash) || isSecondOfTwo ? VALUE : NAME;
    if (hash === BETWEEN) this.#isBetween = true;
    else if (isSecondOfTwo) this.#isBetween = false;
    if (BEFORE_LISTS.has(hash)) this.#listDepth = Math.min(this.#listDepth, this.#depth + 1);
    else if ((flags & (CLAUSE | VERB)) !== 0 && this.#depth < this.#listDepth)
      this.#listDepth = Number.POSITIVE_INFINITY;
  }

  symbol(code: number): void {
    if (code === OPENING) this.#depth++;
    else if (code === CLOSING) this.#depth--;
    if (code === OPENING || code === COMMA) this.#last = LIST;
    else this.#last = code < 128 && OPERATORS[code] === 1 ? VALUE : NAME;
  }

  other(): void {
    this.#last = NAME;
  }
}
