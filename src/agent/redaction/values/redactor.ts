import type { RedactionAction, RedactionRules } from '../../../shared/rules/redaction-rules';
import { loadChunk } from '../../boot/chunks';
import { type Replace, replacementBy } from './apply-action';
import { KeyRules, type KnownKey } from './key-rules';
import { NAMED_PATTERNS } from './named-patterns';

/** Stands for a value that is to be left out. */
export const DROPPED = Symbol('dropped');

/** Longest text that is searched; the rest of a longer one is cut off, since nobody has looked at it. */
const MAX_LENGTH = 16_384;
const MAX_DEPTH = 8;

type Search = (text: string) => string | typeof DROPPED;

/** Redacts values by their keys and by what they hold. */
export class Redactor {
  readonly #keys: KeyRules;
  readonly #places = new Map<string, KnownKey>();
  readonly #searches: readonly Search[];
  /** Matches each text that a search may find something in. */
  readonly #hint: RegExp | undefined;
  readonly #maxLength: number;
  readonly #replacements = new Map<RedactionAction, Replace>();
  readonly #hashKey: string | undefined;

  constructor(given: RedactionRules, hashKey: string | undefined) {
    this.#hashKey = hashKey;
    this.#keys = new KeyRules(given);
    const named = given.rules.flatMap(({ by, action }) =>
      'pattern' in by ? [{ ...NAMED_PATTERNS[by.pattern], action }] : [],
    );
    const own = given.rules.flatMap(({ by, action }) =>
      'regex' in by ? [{ source: by.regex, action }] : [],
    );
    const { searches, maxLength } = this.#ownSearches(own);
    this.#searches = [...named.map(pattern => this.#namedSearch(pattern)), ...searches];
    this.#maxLength = maxLength;
    const hints = named.map(({ hint }) => hint).join('|');
    this.#hint = own.length > 0 ? undefined : hints === '' ? NOTHING : new RegExp(hints);
  }

  /** Redacts a text that has no key but a place: a name, a message. */
  text(text: string, place: string): string {
    if (this.#searches.length === 0) return text;
    const found = this.#searchOf(this.#place(place), text);
    return found === DROPPED ? '' : found;
  }

  /** Redacts the value of a key; DROPPED if it is to be left out. */
  value(key: string, value: unknown, depth = 0): unknown {
    const known = this.#keys.find(key);
    if (known.action !== undefined) return this.#byKey(known.action, value);
    if (typeof value === 'string') return this.#searches.length === 0 ? value : this.#searchOf(known, value);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    return depth < MAX_DEPTH ? this.#nested(key, value, depth) : DROPPED;
  }

  #place(name: string): KnownKey {
    let known = this.#places.get(name);
    if (known === undefined) {
      known = { action: undefined, clean: undefined };
      this.#places.set(name, known);
    }
    return known;
  }

  #nested(key: string, value: object, depth: number): unknown {
    if (Array.isArray(value)) {
      const items = value.map(item => this.value(key, item, depth + 1));
      return items.every((item, at) => item === value[at]) ? value : items.filter(item => item !== DROPPED);
    }
    const entries = Object.entries(value).map(
      ([name, item]) => [name, this.value(name, item, depth + 1)] as const,
    );
    const isChanged = entries.some(([name, item]) => item !== (value as Record<string, unknown>)[name]);
    return isChanged ? Object.fromEntries(entries.filter(([, item]) => item !== DROPPED)) : value;
  }

  /** Redacts a whole value, whatever its type: numbers and lists can be secret, too. */
  #byKey(action: RedactionAction, value: unknown): unknown {
    if (value === undefined || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map(item => this.#byKey(action, item));
      return items.includes(DROPPED) ? DROPPED : items;
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return this.#replacement(action)(text) ?? DROPPED;
  }

  #searchOf(known: KnownKey, text: string): string | typeof DROPPED {
    if (known.clean === text) return text;
    const found = this.#search(text);
    if (found === text && text.length <= MAX_CLEAN) known.clean = text;
    return found;
  }

  #search(text: string): string | typeof DROPPED {
    const isLong = text.length > this.#maxLength;
    const searched = isLong ? text.slice(0, this.#maxLength) : text;
    let shown: string = searched;
    if (this.#hint?.test(searched) !== false) {
      for (const search of this.#searches) {
        const found = search(shown);
        if (found === DROPPED) return DROPPED;
        shown = found;
      }
    }
    return isLong ? `${shown}… (${text.length - this.#maxLength} more characters)` : shown;
  }

  #namedSearch({
    pattern,
    isSound,
    action,
  }: (typeof NAMED_PATTERNS)[keyof typeof NAMED_PATTERNS] & { readonly action: RedactionAction }): Search {
    const replace = this.#replacement(action);
    return text => {
      let isDropped = false;
      const shown = text.replace(pattern, found => {
        if (isSound?.(found) === false) return found;
        const replaced = replace(found);
        if (replaced === undefined) isDropped = true;
        return replaced ?? '';
      });
      return isDropped ? DROPPED : shown;
    };
  }

  #ownSearches(own: readonly { readonly source: string; readonly action: RedactionAction }[]) {
    if (own.length === 0) return { searches: [], maxLength: MAX_LENGTH };
    const { compilePattern, longestText } = loadChunk<typeof import('../../rules')>('rules');
    const patterns = own.map(({ source, action }) => ({
      pattern: compilePattern(source),
      replace: this.#replacement(action),
    }));
    const searches = patterns.map(
      ({ pattern, replace }): Search =>
        text => {
          let isDropped = false;
          const shown = pattern.replace(text, found => {
            const replaced = replace(found);
            if (replaced === undefined) isDropped = true;
            return replaced ?? '';
          });
          return isDropped ? DROPPED : shown;
        },
    );
    return { searches, maxLength: longestText(patterns.map(({ pattern }) => pattern.size)) };
  }

  #replacement(action: RedactionAction): Replace {
    const known = this.#replacements.get(action);
    if (known !== undefined) return known;
    const made = replacementBy(action, this.#hashKey);
    this.#replacements.set(action, made);
    return made;
  }
}

/** Longer values are not remembered. */
const MAX_CLEAN = 256;
/** Matches no text. */
const NOTHING = /(?!)/;
