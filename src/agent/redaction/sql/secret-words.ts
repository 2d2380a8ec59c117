import type { Dialect } from './dialects';
import { DATA, hashOf, OBJECT, PLAIN, SECRET, VERB } from './keywords';

/** Verdict on a word: it stays. */
export const KEEP = 0;
/** Verdict on a word: it is an argument without quotes, and is hidden. */
export const HIDE = 1;
/** Verdict on a word: it stays, and everything after it is hidden, since that may be a password. */
export const HIDE_REST = 2;

const SET = hashOf('SET');
const TO = hashOf('TO');
const CONNECT = hashOf('CONNECT');
const COPY = hashOf('COPY');
const STDIN = hashOf('STDIN');
const PRAGMA = hashOf('PRAGMA');
const ATTACH = hashOf('ATTACH');
const KEY = hashOf('KEY');
const CALLS = new Set(['EXEC', 'EXECUTE'].map(hashOf));
const CREDENTIALS = new Set(['IDENTIFIED', 'AUTHENTICATED'].map(hashOf));
const INTRODUCTIONS = new Set(['BY', 'WITH', 'VIA', 'USING', 'AS', 'EXTERNALLY', 'GLOBALLY'].map(hashOf));
const PASSWORD = /passw(?:or)?d|passphrase|^pwd$|secret|credential/i;

const EQUALS = 61;
const SEMICOLON = 59;
const POINT = 46;

/** Words and signs that must come next for a secret to follow. Numbers, which V8 compares faster than texts. */
const NOTHING = 0;
const PRAGMA_KEY = 1;
const INTRODUCTION = 2;
const VALUE = 3;
const PROCEDURE = 4;
const END_OF_PROCEDURE = 5;
const ARGUMENTS = 6;

/**
 * Follows the words of a statement for passwords that may stand there without quotes: `IDENTIFIED BY secret`,
 * `SET app.token = secret`, `EXEC sp_addlogin bob, secret`, `COPY … FROM STDIN; secret`.
 */
export class SecretWords {
  readonly #dialect: Dialect;
  #verb = 0;
  #isFirst = true;
  /** True for a statement that manages something, and may name a password. */
  #isControl = false;
  /** True until an object is named that has no password, such as a table. */
  #isAccount = false;
  #isCopied = false;
  #awaited: number = NOTHING;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  word(hash: number, flags: number, text: string, start: number, end: number): number {
    if (this.#isFirst) return this.#begin(hash, flags);
    const isOfNote = (flags & SECRET) !== 0 || this.#isControl || this.#awaited !== NOTHING;
    return isOfNote ? this.#look(hash, flags, text.slice(start, end)) : KEEP;
  }

  /** Judges a quoted name. */
  name(): number {
    return this.#argument();
  }

  /** Judges a symbol: KEEP or HIDE_REST. */
  symbol(code: number): number {
    if (code === SEMICOLON) {
      this.#isFirst = true;
      this.#awaited = NOTHING;
      return this.#isCopied ? HIDE_REST : KEEP;
    }
    if (code === EQUALS) return this.#awaited === VALUE ? HIDE_REST : KEEP;
    if (code === POINT && this.#awaited === END_OF_PROCEDURE) this.#awaited = PROCEDURE;
    return KEEP;
  }

  #begin(hash: number, flags: number): number {
    this.#isFirst = false;
    this.#verb = hash;
    this.#isControl = (flags & DATA) === 0;
    this.#isAccount = this.#isControl;
    if (hash === SET) this.#awaited = VALUE;
    if (hash === PRAGMA) this.#awaited = PRAGMA_KEY;
    if (CALLS.has(hash) && this.#dialect.bareArguments) this.#awaited = PROCEDURE;
    return hash === CONNECT ? HIDE_REST : KEEP;
  }

  #look(hash: number, flags: number, word: string): number {
    if (this.#awaited === INTRODUCTION) {
      this.#awaited = NOTHING;
      if (INTRODUCTIONS.has(hash)) return HIDE_REST;
    }
    if (CREDENTIALS.has(hash)) this.#awaited = INTRODUCTION;
    else if (hash === STDIN && this.#verb === COPY) this.#isCopied = true;
    else if (this.#awaited === PRAGMA_KEY) return /key$/i.test(word) ? HIDE_REST : KEEP;
    else if (CALLS.has(hash) && this.#dialect.bareArguments && !this.#isControl) this.#awaited = PROCEDURE;
    else if ((flags & (VERB | DATA)) === (VERB | DATA)) this.#awaited = NOTHING;
    else if (this.#isControl) return this.#lookAtControl(hash, flags, word);
    else if (word[0] !== '@') return this.#argument();
    return KEEP;
  }

  #lookAtControl(hash: number, flags: number, word: string): number {
    if (hash === SET) this.#awaited = VALUE;
    else if (hash === TO && this.#awaited === VALUE) return HIDE_REST;
    else if ((flags & PLAIN) !== 0) this.#isAccount = false;
    else if (hash === KEY && this.#verb === ATTACH) return HIDE_REST;
    else if (this.#isAccount && (flags & OBJECT) === 0 && PASSWORD.test(word)) return HIDE_REST;
    return KEEP;
  }

  #argument(): number {
    if (this.#awaited === PROCEDURE) this.#awaited = END_OF_PROCEDURE;
    else if (this.#awaited === END_OF_PROCEDURE || this.#awaited === ARGUMENTS) {
      this.#awaited = ARGUMENTS;
      return HIDE;
    }
    return KEEP;
  }
}
