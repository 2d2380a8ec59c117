import type { SettingType } from '../setting';
import { didYouMean, readOnOff } from './plain';

/** Texts separated by commas; blanks around them and empty ones fall away. */
export const textList: SettingType<readonly string[]> = {
  form: 'list',
  parse: given => splitList(given),
  show: showList,
};

interface ListRules<T extends string> {
  /** Words that stand for a whole list when they are given: `all`, `none`. `none` beside others wins, with a word about it. */
  readonly whole?: Readonly<Record<string, readonly T[]>>;
  /** Other spellings of a word. */
  readonly alias?: Readonly<Record<string, T>>;
  /** Words that are refused with their own reason. */
  readonly gone?: Readonly<Record<string, string>>;
}

/** A list of known words, each once, in any case. Unknown ones are refused one by one; what is left is used. */
export function listOf<const T extends string>(
  words: readonly T[],
  rules: ListRules<T> = {},
): SettingType<readonly T[]> {
  const whole = rules.whole ?? {};
  return {
    form: `list of ${[...words, ...Object.keys(whole)].join(', ')}`,
    parse(given, { refuse }) {
      const chosen = new Set<T>();
      const entries = splitList(given).map(entry => entry.toLowerCase());
      for (const entry of entries) {
        const word = words.find(candidate => candidate === entry) ?? rules.alias?.[entry];
        if (word !== undefined) chosen.add(word);
        else if (whole[entry] === undefined)
          refuse(rules.gone?.[entry] ?? unknownWord(entry, [...words, ...Object.keys(whole)]));
      }
      const wholeEntry = entries.find(entry => whole[entry] !== undefined);
      if (wholeEntry === undefined) return chosen.size > 0 ? [...chosen] : undefined;
      if (wholeEntry === 'none' && chosen.size > 0) refuse('has none beside others');
      return whole[wholeEntry];
    },
    show: showList,
  };
}

/** `on` (all), `off` (none) or a list of words. */
export function onOffOrListOf<const T extends string>(words: readonly T[]): SettingType<readonly T[]> {
  const list = listOf(words);
  return {
    form: `on, off or a list of ${words.join(', ')}`,
    parse(given, context) {
      const switched = readOnOff(given);
      return switched === undefined ? list.parse(given, context) : switched ? words : [];
    },
    show: value => (value.length === 0 ? 'off' : value.length === words.length ? 'on' : showList(value)),
  };
}

/** The entries of a comma-separated text, trimmed, without empty ones. */
export function splitList(given: string): string[] {
  return given
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
}

function unknownWord(entry: string, words: readonly string[]): string {
  return `has "${entry}", which is not one of ${words.join(', ')}${didYouMean(entry, words)}`;
}

function showList(value: readonly string[]): string {
  return value.length === 0 ? 'none' : value.join(',');
}
