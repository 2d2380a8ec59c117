import { givenText } from './given-text';

// Dialect of globs in all settings: `*` is any run of characters but `/`, `**` any run at all, `?` a character but `/`,
// `{a,b}` either of them. `a/**` matches `a`, too, as `**/a` does. The guard runs this on Node 12.

/**
 * Splits a comma-separated text into globs, without blanks, quotes and empty entries. Commas within braces belong to
 * the glob.
 */
export function splitGlobs(globs: string): string[] {
  const found = globs.match(/(?:\{[^{}]*\}|[^,])+/g) || [];
  return found.map(givenText).filter(glob => glob !== '');
}

/** Returns the source of a regular expression for a glob, not anchored. */
export function globPattern(glob: string): string {
  return glob.replace(
    /\/\*\*$|\*\*\/|\*\*|[*?]|\{([^{}]*)\}|[.+^$()|[\]\\{}]/g,
    (piece, choices?: string) => {
      if (choices !== undefined) return `(?:${choices.split(',').map(globPattern).join('|')})`;
      return PIECES[piece] || `\\${piece}`;
    },
  );
}

const PIECES: Readonly<Record<string, string>> = {
  '/**': '(?:/.*)?',
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
