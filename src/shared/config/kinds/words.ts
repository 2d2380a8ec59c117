import { givenText } from '../../given-text';
import { splitGlobs } from '../../glob';
import { didYouMean } from '../../nearest';
import type { WordRules } from '../setting';
import type { Parse, ParseContext } from './kind';
import { readSwitch } from './plain';

/** Reads a word of the row, in any case. */
export const word: Parse<string> = (given, context) => {
  const { words, alias, gone } = rulesOf(context);
  const lower = given.toLowerCase();
  if (words.includes(lower)) return lower;
  return (
    alias?.[lower] ??
    context.refuse(gone?.[lower] ?? `is not one of ${words.join(', ')}${didYouMean(given, words)}`)
  );
};

/** Reads a list of the row's words, each once, in any case. Unknown words are refused singly; the rest is used. */
export const words: Parse<readonly string[]> = (given, context) => {
  const { whole = {} } = rulesOf(context);
  const entries = splitList(given).map(entry => entry.toLowerCase());
  const wholeEntry = entries.find(entry => Object.hasOwn(whole, entry));
  const chosen = new Set<string>();
  for (const entry of entries) {
    const known = Object.hasOwn(whole, entry) ? undefined : knownWord(entry, context);
    if (known !== undefined) chosen.add(known);
  }
  if (wholeEntry === undefined) return chosen.size > 0 ? [...chosen] : undefined;
  if (wholeEntry === 'none' && chosen.size > 0) context.refuse('has none beside others');
  return whole[wholeEntry];
};

/** Reads `on` (all of the row's words), `off` (none) or a list of them. */
export const wordsOrSwitch: Parse<readonly string[]> = (given, context) => {
  const switched = readSwitch(given);
  if (switched === undefined) return words(given, context);
  return switched ? rulesOf(context).words : [];
};

/** Reads texts separated by commas. */
export const list: Parse<readonly string[]> = given => splitList(given);

/** Reads globs separated by commas; commas within braces belong to a glob. */
export const globs: Parse<readonly string[]> = given => splitGlobs(given);

/** Splits a comma-separated text into entries, without blanks, quotes and empty entries. */
export function splitList(given: string): string[] {
  const entries = given.split(',').map(givenText);
  return entries.filter(entry => entry !== '');
}

function knownWord(entry: string, context: ParseContext): string | undefined {
  const { words, alias, gone, whole = {} } = rulesOf(context);
  if (words.includes(entry)) return entry;
  const all = [...words, ...Object.keys(whole)];
  const reason = `has "${entry}", which is not one of ${all.join(', ')}`;
  return alias?.[entry] ?? context.refuse(gone?.[entry] ?? reason + didYouMean(entry, all));
}

function rulesOf({ row }: ParseContext): WordRules {
  return row.kind === 'word' || row.kind === 'words' || row.kind === 'wordsOrSwitch' ? row : { words: [] };
}
