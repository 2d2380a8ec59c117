import { nearest } from '../nearest';
import type { SettingType } from '../setting';

/** Any text, as it is. */
export const text: SettingType<string> = { form: 'text', parse: given => given };

/** `true` or `false` in any case, as the specification has it ("Boolean value"). */
export const trueOrFalse: SettingType<boolean> = {
  form: 'true or false',
  parse(given, { refuse }) {
    const lower = given.toLowerCase();
    return lower === 'true' ? true : lower === 'false' ? false : refuse('is not true or false');
  },
};

/** `on` or `off`; `true` and `false` are taken as well. */
export const onOrOff: SettingType<boolean> = {
  form: 'on or off',
  parse: (given, { refuse }) => readOnOff(given) ?? refuse('is not on or off'),
  show: value => (value ? 'on' : 'off'),
};

/** One of a few words, in any case; `gone` words are refused with their own reason, `alias` words stand for others. */
export function oneOf<const T extends string>(
  words: readonly T[],
  special: { gone?: Record<string, string>; alias?: Record<string, T> } = {},
): SettingType<T> {
  return {
    form: words.join(', '),
    parse(given, { refuse }) {
      const lower = given.toLowerCase();
      const word = words.find(candidate => candidate === lower) ?? special.alias?.[lower];
      return (
        word ??
        refuse(special.gone?.[lower] ?? `is not one of ${words.join(', ')}${didYouMean(given, words)}`)
      );
    },
  };
}

/** `on`, `off`, `true`, `false` in any case as a boolean; undefined for anything else. */
export function readOnOff(given: string): boolean | undefined {
  const lower = given.toLowerCase();
  if (lower === 'on' || lower === 'true') return true;
  return lower === 'off' || lower === 'false' ? false : undefined;
}

/** ` (did you mean grpc?)`, or nothing. */
export function didYouMean(given: string, words: Iterable<string>): string {
  const near = nearest(given, words);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}
