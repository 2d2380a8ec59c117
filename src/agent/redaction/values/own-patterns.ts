/* Regular expressions of users, by an engine that takes linear time. A part of dist/rules.js. */
import { RE2JS } from 're2js';

/** Steps of the engine that fit 2 ms: instructions of the pattern times characters of the text. */
const STEPS = 30_000;
/** Time for the matches of a text, of which each takes about a microsecond; the first ones are found in any case. */
const MATCHES_MS = 2;
const FIRST_MATCHES = 64;
const MIN_LENGTH = 128;
const MAX_LENGTH = 16_384;

export interface OwnPattern {
  /** Replaces each part that matches. The rest of a text with thousands of matches is cut off. */
  replace(text: string, replacement: (found: string) => string): string;
  /** Instructions that the pattern is compiled to. */
  readonly size: number;
}

/** Compiles a regular expression of RE2's syntax. Throws if it is none. */
export function compilePattern(source: string): OwnPattern {
  const compiled = RE2JS.compile(source);
  return {
    size: compiled.programSize(),
    replace(text, replacement) {
      const matcher = compiled.matcher(text);
      const deadlineMs = performance.now() + MATCHES_MS;
      let replaced = '';
      let copied = 0;
      let matches = 0;
      while (matcher.find()) {
        if (matcher.end() === matcher.start()) continue;
        replaced +=
          text.slice(copied, matcher.start()) + replacement(text.slice(matcher.start(), matcher.end()));
        copied = matcher.end();
        // Nobody has looked at the rest, so it is cut off.
        if (++matches > FIRST_MATCHES && performance.now() > deadlineMs) return `${replaced}…`;
      }
      return copied === 0 ? text : replaced + text.slice(copied);
    },
  };
}

/** Longest text that patterns of these sizes search within 5 ms. */
export function longestText(sizes: readonly number[]): number {
  const size = sizes.reduce((sum, each) => sum + each, 0);
  return Math.max(MIN_LENGTH, Math.min(MAX_LENGTH, Math.floor(STEPS / size)));
}
