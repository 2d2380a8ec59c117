import {
  BEFORE_VERB,
  BETWEEN,
  CLAUSE,
  DATA,
  hashOf,
  keywordOf,
  OBJECT,
  QUERY,
  TARGET,
  VERB,
} from './keywords';

/** Longest `db.query.summary` (semantic conventions, "Generating query summary"). */
const MAX_LENGTH = 255;

const SELECT = hashOf('SELECT');
const WITH = hashOf('WITH');
const COPY = hashOf('COPY');
const DISTINCT = hashOf('DISTINCT');
const DEFINITIONS = new Set(['CREATE', 'ALTER', 'DROP'].map(hashOf));
/** Objects that are named; users and the like are not. */
const TARGET_OBJECTS = new Set(
  ['TABLE', 'VIEW', 'INDEX', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'SEQUENCE', 'TYPE', 'KEYSPACE'].map(hashOf),
);

const OPENING = 40;
const CLOSING = 41;
const COMMA = 44;
const POINT = 46;
const SEMICOLON = 59;

// Numbers, which V8 compares faster than texts.
const NOTHING = 0;
const ANNOUNCED_OBJECT = 1;
const ANNOUNCED_TARGET = 2;
type Awaited = typeof NOTHING | typeof ANNOUNCED_OBJECT | typeof ANNOUNCED_TARGET;
const NONE = 0;
const READ = 1;
const GOES_ON = 2;
type TargetState = typeof NONE | typeof READ | typeof GOES_ON;

/**
 * Gathers the operations of a statement with their targets: `INSERT shipping_details SELECT orders`. An app has few
 * different summaries.
 */
export class Summary {
  text = '';
  #awaited: Awaited = NOTHING;
  /** State of the name that is being read, if it is a target's. */
  #target: TargetState = NONE;
  /** True if a comma announces another table. */
  #isInList = false;
  #mayBegin = true;
  /** True once nothing more belongs to the summary. */
  #isDone = false;
  #lastWord = 0;
  /**
   * A bit for each open parenthesis: whether it holds a query. Otherwise FROM belongs to a function: `EXTRACT(YEAR FROM
   * day)`.
   */
  #queries = 1;

  word(hash: number, flags: number, text: string, start: number, end: number): void {
    if (this.#isDone) return;
    if (this.#target === GOES_ON) this.#goOn(text, start, end);
    else if (flags === 0) this.#name(text, start, end);
    else this.#keyword(hash, flags, text, start, end);
    this.#mayBegin = (flags & BEFORE_VERB) !== 0;
    this.#lastWord = hash;
  }

  quotedName(text: string, start: number, end: number): void {
    if (this.#isDone) return;
    if (this.#target === GOES_ON) this.#goOn(text, start + 1, end - 1);
    else this.#name(text, start + 1, end - 1);
    this.#mayBegin = false;
  }

  literal(): void {
    this.#awaited = NOTHING;
    this.#target = NONE;
    this.#mayBegin = false;
  }

  symbol(code: number): void {
    this.#target = code === POINT && this.#target === READ ? GOES_ON : NONE;
    if (code === POINT) return;
    this.#awaited = code === COMMA && this.#isInList ? ANNOUNCED_TARGET : NOTHING;
    this.#mayBegin = code === OPENING || code === CLOSING || code === SEMICOLON;
    if (code === OPENING) this.#queries <<= 1;
    else if (code === CLOSING) this.#queries >>>= 1;
    else if (code === SEMICOLON) this.#queries = 1;
    if (this.#mayBegin) this.#isInList = false;
  }

  /** Reads a name: a target's, or any other. */
  #name(text: string, start: number, end: number): void {
    if (this.#awaited === ANNOUNCED_TARGET) {
      this.#add(text.slice(start, end));
      this.#awaited = NOTHING;
      this.#target = READ;
    } else this.#target = NONE;
  }

  #goOn(text: string, start: number, end: number): void {
    this.text += `.${text.slice(start, end)}`;
    this.#target = READ;
  }

  #keyword(hash: number, flags: number, text: string, start: number, end: number): void {
    if ((flags & VERB) !== 0 && (this.#mayBegin || hash === SELECT)) this.#begin(hash, flags);
    else if (this.#awaited === ANNOUNCED_OBJECT) this.#object(hash, flags);
    else if (this.#awaited === ANNOUNCED_TARGET) (flags & BETWEEN) === 0 && this.#name(text, start, end);
    else if ((flags & TARGET) !== 0 && (flags & VERB) === 0) this.#announce();
    else if ((flags & CLAUSE) !== 0) this.#isInList = false;
  }

  #begin(hash: number, flags: number): void {
    if ((flags & QUERY) !== 0 || this.text === '') hash !== WITH && this.#add(keywordOf(hash));
    this.#isDone = (flags & (DATA | QUERY)) === 0;
    this.#queries = hash === COPY ? 0 : this.#queries | 1;
    this.#isInList = (flags & TARGET) !== 0;
    this.#awaited = DEFINITIONS.has(hash) ? ANNOUNCED_OBJECT : this.#isInList ? ANNOUNCED_TARGET : NOTHING;
  }

  /** Reads the object that is created, altered or dropped. */
  #object(hash: number, flags: number): void {
    if ((flags & OBJECT) === 0) return;
    this.#add(keywordOf(hash));
    this.#awaited = TARGET_OBJECTS.has(hash) ? ANNOUNCED_TARGET : NOTHING;
  }

  /** Reads FROM, JOIN, INTO. */
  #announce(): void {
    if ((this.#queries & 1) === 0 || this.#lastWord === DISTINCT) return;
    this.#awaited = ANNOUNCED_TARGET;
    this.#isInList = true;
  }

  #add(part: string): void {
    const longer = this.text === '' ? part : `${this.text} ${part}`;
    if (longer.length > MAX_LENGTH) this.#isDone = true;
    else this.text = longer;
  }
}
