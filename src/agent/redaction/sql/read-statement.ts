import { isDigit } from './characters';
import type { Dialect } from './dialects';
import { flagsOf, keywordOf, VERB } from './keywords';
import { COMMENT, EITHER, END, LITERAL, NAME, Scanner, WORD } from './scanner';
import { HIDE, HIDE_REST, SecretWords } from './secret-words';
import { Summary } from './summary';
import { ValuePlace } from './value-place';

/** Statement as telemetry may show it. */
export interface Statement {
  /** Text with `?` for each literal and comment: `db.query.text`. */
  readonly text: string;
  /** First word as it was written, if statements begin with it; otherwise it could be anything. */
  readonly verb: string;
  /** First word in capitals: `db.operation.name`. */
  readonly operation: string;
  /** `SELECT orders`: `db.query.summary`. */
  readonly summary: string | undefined;
}

/** Verb and operation of a statement without a known first word, named like the HTTP conventions' unknown methods. */
export const OTHER_VERB = '_OTHER';

/** Reads a statement once, for everything that is made of it; only the beginning of a very long statement. */
export function readStatement(text: string, dialect: Dialect): Statement {
  if (text.length <= MAX_LENGTH) return new StatementReader(text, dialect).read();
  const read = new StatementReader(text.slice(0, MAX_LENGTH), dialect).read();
  return { ...read, text: `${read.text}…` };
}

/** Longest text of a statement: receivers would refuse too large a span, and others with it. */
export const MAX_LENGTH = 16_384;

// Numbers, which V8 compares faster than texts.
const NOTHING = 0;
const WORDS = 1;
const ENOUGH = 2;

class StatementReader {
  readonly #text: string;
  readonly #scanner: Scanner;
  readonly #secrets: SecretWords;
  readonly #summary = new Summary();
  readonly #place: ValuePlace | undefined;
  #out = '';
  /** Index up to which the text is in #out. */
  #copied = 0;
  /** #out before the first token in quotes: if quotes turn out not to be in pairs, everything behind is hidden. */
  #beforeQuotes: string | undefined;
  #verb = OTHER_VERB;
  #operation = OTHER_VERB;
  /** Kind of tokens since the last text. Plain words alone do not join two texts: then quotes are not in pairs. */
  #sinceText: typeof NOTHING | typeof WORDS | typeof ENOUGH = ENOUGH;
  #isFirst = true;
  /** Flags of the token if it is a word: see keywords.ts. */
  #flags = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#scanner = new Scanner(text, dialect);
    this.#secrets = new SecretWords(dialect);
    this.#place = dialect.doubleQuotes === 'either' ? new ValuePlace() : undefined;
  }

  read(): Statement {
    for (let kind = this.#scanner.next(); kind !== END; kind = this.#scanner.next()) {
      if (kind === WORD) this.#flags = flagsOf(this.#scanner.hash);
      if (this.#scanner.isOpen || this.#isMispaired(kind)) {
        this.#hideFromFirstQuote();
        break;
      }
      if (!this.#take(kind)) break;
    }
    const text = this.#copied === 0 ? this.#text : this.#out + this.#text.slice(this.#copied);
    return {
      text,
      verb: this.#verb,
      operation: this.#operation,
      summary: this.#summary.text || undefined,
    };
  }

  /** True if the tokens show that a quote began or ended something else than it seems. */
  #isMispaired(kind: number): boolean {
    const { code } = this.#scanner;
    if (kind === LITERAL && !isNumber(code)) {
      const isMispaired = this.#sinceText === WORDS;
      this.#sinceText = NOTHING;
      return isMispaired;
    }
    const isName = kind === WORD && this.#flags === 0 && code !== AT;
    if (!isName && kind !== COMMENT) this.#sinceText = ENOUGH;
    else if (isName && this.#sinceText === NOTHING) this.#sinceText = WORDS;
    return code === BACKSLASH && this.#beforeQuotes !== undefined;
  }

  /** Takes a token; false if the rest must not be read. */
  #take(kind: number): boolean {
    if (kind === WORD) return this.#word();
    if (kind === LITERAL) this.#literal();
    else if (kind === COMMENT) this.#hide();
    else if (kind === NAME) this.#name();
    else if (kind === EITHER) this.#either();
    else return this.#symbol();
    return true;
  }

  #word(): boolean {
    const { hash, start, end } = this.#scanner;
    const flags = this.#flags;
    if (this.#isFirst) this.#first(flags);
    const fate = this.#secrets.word(hash, flags, this.#text, start, end);
    if (fate === HIDE) this.#literal();
    else {
      this.#summary.word(hash, flags, this.#text, start, end);
      this.#place?.word(hash, flags);
    }
    return fate === HIDE_REST ? this.#hideRest() : true;
  }

  #first(flags: number): void {
    this.#isFirst = false;
    if ((flags & VERB) === 0) return;
    const { hash, start, end } = this.#scanner;
    this.#verb = this.#text.slice(start, end);
    this.#operation = keywordOf(hash);
  }

  #literal(): void {
    this.#isFirst = false;
    this.#hide();
    this.#summary.literal();
    this.#place?.other();
  }

  #name(): void {
    const { start, end } = this.#scanner;
    if (this.#secrets.name() === HIDE) {
      this.#literal();
      return;
    }
    this.#isFirst = false;
    this.#beforeQuotes ??= this.#upTo(start);
    this.#summary.quotedName(this.#text, start, end);
    this.#place?.other();
  }

  #either(): void {
    const isName = this.#place?.isNext !== true || this.#text[this.#scanner.end] === '.';
    if (isName) this.#name();
    else this.#literal();
  }

  #symbol(): boolean {
    const { code } = this.#scanner;
    this.#summary.symbol(code);
    this.#place?.symbol(code);
    return this.#secrets.symbol(code) === HIDE_REST ? this.#hideRest() : true;
  }

  /** Replaces the token by `?`. */
  #hide(): void {
    const { start, end } = this.#scanner;
    this.#out = this.#upTo(start);
    if (!isNumber(this.#scanner.code)) this.#beforeQuotes ??= this.#out;
    this.#out += '?';
    this.#copied = end;
  }

  #upTo(start: number): string {
    return this.#out + this.#text.slice(this.#copied, start);
  }

  #hideRest(): false {
    const { end } = this.#scanner;
    if (/\S/.test(this.#text.slice(end))) {
      this.#out = `${this.#upTo(end)} ?`;
      this.#copied = this.#text.length;
    }
    return false;
  }

  #hideFromFirstQuote(): void {
    this.#out = `${this.#beforeQuotes ?? this.#upTo(this.#scanner.start)}?`;
    this.#copied = this.#text.length;
    this.#summary.text = this.#verb === OTHER_VERB ? '' : this.#operation;
  }
}

function isNumber(firstCode: number): boolean {
  return isDigit(firstCode) || firstCode === POINT;
}

const POINT = 46;
const AT = 64;
const BACKSLASH = 92;
