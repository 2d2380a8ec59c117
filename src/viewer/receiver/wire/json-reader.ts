import { MalformedError } from './malformed-error';

/** Lists and objects within each other: an OTLP message of 100 levels is 200 of them, and more than any back end writes. */
const MAX_DEPTH = 256;

const WORD = 2 ** 32;
const SHORT_WORD = 2 ** 16;
/** Digits of the lower part of a long number, and the unit of its upper part. */
const LOW_DIGITS = 9;
const LOW_UNIT = 1e9;
/** Upper part of the largest number that has 64 bits. */
const MOST_UPPER = 18_446_744_073;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const UNICODE = 0x75;
const SHORT_ESCAPES = Buffer.from('"\\/bfnrt');
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const EXPONENT = 0x65;
/** Characters that open a list or an object; the closing character is two more. */
export const LIST = 0x5b;
export const OBJECT = 0x7b;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Walks JSON text in place (RFC 8259), making no values of it: a text costs its own length, however it nests.
 * Text that breaks the grammar throws MalformedError.
 *
 *   reader.open(OBJECT);
 *   while (reader.more()) {
 *     reader.key();          // from .. to is the name
 *     reader.string();       // or number(), literal(), open(…), skip()
 *   }
 */
export class JsonReader {
  readonly bytes: Uint8Array;
  /** The bytes, to be compared by words. */
  readonly data: DataView;
  readonly end: number;
  at: number;
  /** The last key, string, number or literal: its text is `bytes[from .. to)`, without quotes. */
  from = 0;
  to = 0;
  /** True if that text has escapes. */
  escaped = false;
  /** The halves of the last whole number read by `digits`, unsigned. */
  low = 0;
  high = 0;
  readonly #closers: number[] = [];
  /** Just behind an opening bracket, where no comma belongs. */
  #isFirst = false;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  /** The byte that the next value or bracket begins with; -1 at the end of the text. */
  peek(): number {
    for (; this.at < this.end; this.at++) {
      const byte = this.bytes[this.at]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
    return -1;
  }

  /** Goes into a list or an object. */
  open(bracket: typeof LIST | typeof OBJECT): void {
    if (this.peek() !== bracket) throw this.#unexpected();
    if (this.#closers.length === MAX_DEPTH)
      throw new MalformedError(`lists and objects are nested deeper than ${MAX_DEPTH}`);
    this.#closers.push(bracket + 2);
    this.#isFirst = true;
    this.at++;
  }

  /** Tells whether another item or member follows; otherwise the reader has come out of the list or object. */
  more(): boolean {
    const byte = this.peek();
    const closer = this.#closers[this.#closers.length - 1];
    const wasFirst = this.#isFirst;
    this.#isFirst = false;
    if (byte === closer) {
      this.#closers.pop();
      this.at++;
      return false;
    }
    if (wasFirst) return true;
    if (byte !== COMMA) throw this.#unexpected();
    this.at++;
    return true;
  }

  /** Reads a member's name and the colon. */
  key(): void {
    this.string();
    const { from, to, escaped } = this;
    if (this.peek() !== COLON) throw this.#unexpected();
    this.at++;
    this.from = from;
    this.to = to;
    this.escaped = escaped;
  }

  string(): void {
    if (this.peek() !== QUOTE) throw this.#unexpected();
    const { bytes } = this;
    const end = this.end;
    this.escaped = false;
    let at = this.at + 1;
    this.from = at;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.to = at;
        this.at = at + 1;
        return;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        const length = escapeLength(bytes, at + 1, end);
        if (length === 0) break;
        at += length;
      } else if (byte < 0x20) break;
    }
    this.at = at;
    throw this.#unexpected();
  }

  number(): void {
    this.escaped = false;
    this.peek();
    this.from = this.at;
    if (this.#here() === MINUS) this.at++;
    if (this.#here() === ZERO) this.at++;
    else this.#passDigits();
    if (this.#here() === POINT) {
      this.at++;
      this.#passDigits();
    }
    if ((this.#here() | 0x20) === EXPONENT) {
      this.at++;
      if (this.#here() === PLUS || this.#here() === MINUS) this.at++;
      this.#passDigits();
    }
    this.to = this.at;
  }

  /** Reads true, false or null. */
  literal(): void {
    this.peek();
    this.escaped = false;
    this.from = this.at;
    const first = this.bytes[this.at];
    const literal = first === TRUE[0] ? TRUE : first === FALSE[0] ? FALSE : NULL;
    for (const byte of literal) {
      if (this.at >= this.end || this.bytes[this.at] !== byte) throw this.#unexpected();
      this.at++;
    }
    this.to = this.at;
  }

  /** Reads the last text as a whole number into `low` and `high`; false when it is more than digits, or beyond 64 bits. */
  digits(): boolean {
    const { bytes, from, to } = this;
    // Two parts that a double holds exactly: multiplications of halves for each digit cost four times as much.
    const middle = Math.max(from, to - LOW_DIGITS);
    const upper = wholeNumber(bytes, from, middle);
    const lower = wholeNumber(bytes, middle, to);
    if (to === from || !(upper <= MOST_UPPER) || Number.isNaN(lower)) return false;
    // 10^9 is 2^9 · 1,953,125: the product of a part of 16 bits stays below 2^53.
    const low = (upper % SHORT_WORD) * LOW_UNIT + lower;
    const high = Math.floor(upper / SHORT_WORD) * LOW_UNIT + Math.floor(low / SHORT_WORD);
    this.low = (high % SHORT_WORD) * SHORT_WORD + (low % SHORT_WORD);
    this.high = Math.floor(high / SHORT_WORD);
    return this.high < WORD;
  }

  /** Steps over the next value, whatever it is, and checks it on the way; `from .. to` is its text. */
  skip(): void {
    const byte = this.peek();
    const start = this.at;
    if (byte === LIST || byte === OBJECT) {
      this.open(byte);
      while (this.more()) {
        if (byte === OBJECT) this.key();
        this.skip();
      }
    } else if (byte === QUOTE) this.string();
    else if (byte === MINUS || isDigit(byte)) this.number();
    else this.literal();
    this.from = start;
    this.to = this.at;
  }

  /** The last text as a string, escapes undone. */
  text(): string {
    const { bytes, from, to } = this;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    return this.escaped ? JSON.parse(`"${raw}"`) : raw;
  }

  /** Throws unless the text has come to its end. */
  finish(): void {
    if (this.peek() !== -1) throw this.#unexpected();
  }

  #here(): number {
    return this.at < this.end ? this.bytes[this.at]! : -1;
  }

  #passDigits(): void {
    const from = this.at;
    while (isDigit(this.#here())) this.at++;
    if (this.at === from) throw this.#unexpected();
  }

  #unexpected(): MalformedError {
    return this.at >= this.end
      ? new MalformedError('the JSON ends in the middle')
      : new MalformedError(`this is not JSON from byte ${this.at} on`);
  }
}

/** Bytes of the escape behind a backslash; 0 when JSON knows no such escape. */
function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  if (bytes[at] !== UNICODE) return SHORT_ESCAPES.includes(bytes[at]!) ? 1 : 0;
  if (at + 4 >= end) return 0;
  for (let digit = at + 1; digit <= at + 4; digit++) if (!isHexDigit(bytes[digit]!)) return 0;
  return 5;
}

/** Digits as a number; NaN where there are other characters. Leading zeros may make them many. */
function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
