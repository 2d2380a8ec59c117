import { withSlashes } from './with-slashes';

/**
 * Does one of these globs, separated by commas, match the path? `*` and `?` stay within a folder, `**` does not,
 * `{a,b}` is one of them. A glob without a slash is held against the file's name, a relative one against the path's end.
 */
export function matchesGlobs(globs: string, path: string): boolean {
  const slashed = withSlashes(path);
  return splitGlobs(globs).some(glob => toPattern(withSlashes(glob)).test(slashed));
}

/** Commas within braces belong to the glob. */
function splitGlobs(globs: string): string[] {
  const found = globs.match(/(?:\{[^{}]*\}|[^,{}])+/g) || [];
  return found.map(glob => glob.trim()).filter(glob => glob !== '');
}

function toPattern(glob: string): RegExp {
  const isAbsolute = /^(\/|[a-z]:\/|\*\*\/)/i.test(glob);
  const body = glob
    .replace(/^\.\//, '')
    .replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, piece => PIECES[piece] || `\\${piece}`);
  return new RegExp(`${isAbsolute ? '^' : '(^|/)'}${body}$`);
}

const PIECES: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  ',': '|',
  '}': ')',
};
