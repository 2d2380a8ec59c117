import { isWordPart } from './characters';

/** No end was found: everything that follows may belong to it. */
export const OPEN = -1;

const BACKSLASH = 92;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Index after a quoted text that begins before `from`; two quotes in a row stand for a single quote. With `isEscaping`,
 * a backslash escapes the next character.
 */
export function endOfQuoted(text: string, from: number, quote: string, isEscaping: boolean): number {
  for (let at = from; ; ) {
    const close = text.indexOf(quote, at);
    if (close === -1) return OPEN;
    if (isEscaping && hasOddBackslashes(text, at, close)) at = close + 1;
    else if (text.charCodeAt(close + 1) === quote.charCodeAt(0)) at = close + 2;
    else return close + 1;
  }
}

function hasOddBackslashes(text: string, from: number, to: number): boolean {
  let first = to;
  while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (to - first) % 2 === 1;
}

/** Index after `$tag$…$tag$` that begins at `start`; undefined if there is no tag. */
export function endOfDollarQuoted(text: string, start: number): number | undefined {
  let at = start + 1;
  while (isWordPart(text.charCodeAt(at)) && text[at] !== '$') at++;
  if (text[at] !== '$') return undefined;
  const tag = text.slice(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  return close === -1 ? OPEN : close + tag.length;
}

/** Index after Oracle's q'[…]', with its quote at `quote`. */
export function endOfQString(text: string, quote: number): number {
  const opening = text[quote + 1];
  if (opening === undefined) return OPEN;
  const close = text.indexOf(`${CLOSING[opening] ?? opening}'`, quote + 2);
  return close === -1 ? OPEN : close + 2;
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '<': '>', '(': ')' };

/** Index of the line break that ends a comment. A carriage return alone ends it for some databases only: OPEN. */
export function endOfLineComment(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) break;
    if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED) return OPEN;
  }
  return at;
}

/** Index after a comment whose content begins at `from`. */
export function endOfBlockComment(text: string, from: number, isNested: boolean): number {
  let at = from;
  for (let depth = 1; depth > 0; depth--) {
    const close = text.indexOf('*/', at);
    if (close === -1) return OPEN;
    if (isNested) depth += openings(text, at, close);
    at = close + 2;
  }
  return at;
}

function openings(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('/*', from); at !== -1 && at + 2 <= to; at = text.indexOf('/*', at + 2)) count++;
  return count;
}
