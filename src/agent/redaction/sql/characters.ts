/** Roles of a character at the beginning of a token. */
export const SYMBOL = 0;
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const QUOTE = 4;
export const DOUBLE_QUOTE = 5;
export const BACKTICK = 6;
export const BRACKET = 7;
export const DASH = 8;
export const SLASH = 9;
export const HASH = 10;
export const DOLLAR = 11;
export const DOT = 12;
export const COLON = 13;
export const QUESTION = 14;

const ROLES = new Uint8Array(128);
const SINGLE: Readonly<Record<string, number>> = {
  "'": QUOTE,
  '"': DOUBLE_QUOTE,
  '`': BACKTICK,
  '[': BRACKET,
  '-': DASH,
  '/': SLASH,
  '#': HASH,
  $: DOLLAR,
  '.': DOT,
  ':': COLON,
  '?': QUESTION,
};
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/\s/.test(character)) ROLES[code] = SPACE;
  else if (/[A-Za-z_@]/.test(character)) ROLES[code] = LETTER;
  else if (/\d/.test(character)) ROLES[code] = DIGIT;
  else ROLES[code] = SINGLE[character] ?? SYMBOL;
}

/** Role of a character code. Everything beyond ASCII is a letter, as in most databases. */
export function roleOf(code: number): number {
  return code < 128 ? ROLES[code]! : LETTER;
}

const WORD_PARTS = new Uint8Array(128);
for (let code = 0; code < 128; code++) WORD_PARTS[code] = /[\w$@]/.test(String.fromCharCode(code)) ? 1 : 0;

/** True if a character can continue a word. False for NaN, the end of a text. */
export function isWordPart(code: number): boolean {
  return code < 128 ? WORD_PARTS[code] === 1 : code >= 128;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
