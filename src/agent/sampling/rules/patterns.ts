import { globPattern } from '../../../shared/glob';

const WILD = /[*?{}]/;
/** Longer texts are compared by their beginning: a glob of several `**` takes time in the square of the length. */
const MAX_LENGTH = 1024;

/** Globs of several rules on one text, each rule a bit: one look-up and one regular expression for all of them. */
export class Patterns {
  /** Bits of the rules that have no pattern here. */
  readonly #others: number;
  readonly #isAnyCase: boolean;
  readonly #literals = new Map<string, number>();
  readonly #globs: { readonly pattern: RegExp; readonly bit: number }[] = [];
  readonly #any: RegExp | undefined;
  /** Methods, hosts and user agents are often those of the span before. */
  #lastText: string | undefined;
  #lastFound = 0;

  /** Takes the patterns of each rule, in order. With `isAnyCase` capitals make no difference. */
  constructor(ofRules: readonly (readonly string[] | undefined)[], isAnyCase = false) {
    this.#isAnyCase = isAnyCase;
    let others = 0;
    for (const [index, globs] of ofRules.entries()) {
      if (globs === undefined) others |= 1 << index;
      for (const glob of globs ?? []) this.#add(glob, 1 << index);
    }
    this.#others = others;
    const sources = this.#globs.map(({ pattern }) => pattern.source);
    this.#any = sources.length === 0 ? undefined : new RegExp(sources.join('|'), 's');
  }

  #add(given: string, bit: number): void {
    const glob = this.#isAnyCase ? given.toLowerCase() : given;
    if (WILD.test(glob)) this.#globs.push({ pattern: new RegExp(`^${globPattern(glob)}$`, 's'), bit });
    else this.#literals.set(glob, (this.#literals.get(glob) ?? 0) | bit);
  }

  /** Rules without patterns here. */
  get others(): number {
    return this.#others;
  }

  /** Rules with a pattern that matches. */
  find(text: string): number {
    if (text === this.#lastText) return this.#lastFound;
    const found = this.#search(text);
    if (text.length > MAX_LENGTH) return found;
    this.#lastText = text;
    this.#lastFound = found;
    return found;
  }

  #search(given: string): number {
    const text = this.#isAnyCase ? given.toLowerCase() : given;
    const found = this.#literals.get(text) ?? 0;
    if (this.#any === undefined) return found;
    const compared = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
    return this.#any.test(compared) ? found | this.#findGlobs(compared) : found;
  }

  #findGlobs(text: string): number {
    let found = 0;
    for (const { pattern, bit } of this.#globs) if (pattern.test(text)) found |= bit;
    return found;
  }
}
