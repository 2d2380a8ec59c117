import { didYouMean } from '../../nearest';
import { type KnownOption, namedAs } from './known-options';

/** Value as upstream's types have it, or the reason why it is none: `takes a boolean, not a string`. */
export type Fitted = { readonly value: unknown } | { readonly flaw: string };

/** Checks a value against an option's type. Names within maps become upstream's own. */
export function fitValue(known: KnownOption, value: unknown): Fitted {
  const { kind, words, members } = known;
  if (kind === 'any') return { value };
  if (kind === 'function') return { flaw: 'takes a function: no setting can hold one' };
  const given = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  if (kind !== given) return { flaw: `takes ${withArticle(kind)}, not ${withArticle(given)}` };
  if (kind === 'list') return fitList(value as unknown[], words);
  return members === undefined ? { value } : fitMap(value as object, members);
}

function fitList(items: readonly unknown[], words: readonly string[] | undefined): Fitted {
  if (!items.every(item => typeof item === 'string')) return { flaw: 'takes a list of texts' };
  const stranger = words && items.find(item => !words.includes(item));
  if (stranger === undefined) return { value: items };
  return { flaw: `has "${stranger}", not one of ${words!.join(', ')}${didYouMean(stranger, words!)}` };
}

function fitMap(given: object, members: readonly KnownOption[]): Fitted {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(given)) {
    const member = namedAs(key, members);
    if (member === undefined) {
      const names = members.map(({ option }) => option);
      return { flaw: `has "${key}", not one of ${names.join(', ')}${didYouMean(key, names)}` };
    }
    const fitted = fitValue(member, value);
    if ('flaw' in fitted) return { flaw: `has "${key}", which ${fitted.flaw}` };
    entries.push([member.option, fitted.value]);
  }
  return { value: Object.fromEntries(entries) };
}

function withArticle(noun: string): string {
  return noun === 'null' ? noun : `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
