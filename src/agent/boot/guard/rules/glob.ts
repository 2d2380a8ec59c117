import { globPattern, splitGlobs } from '../../../../shared/glob';
import { withSlashes } from './with-slashes';

/**
 * True if any of these globs, separated by commas, matches the path. A glob without a slash is compared with the file's
 * name, a relative glob with the path's end.
 */
export function matchesGlobs(globs: string, path: string): boolean {
  const slashed = withSlashes(path);
  return splitGlobs(globs).some(glob => toPattern(withSlashes(glob)).test(slashed));
}

function toPattern(glob: string): RegExp {
  const isAbsolute = /^(\/|[a-z]:\/|\*\*\/)/i.test(glob);
  return new RegExp(`${isAbsolute ? '^' : '(^|/)'}${globPattern(glob.replace(/^\.\//, ''))}$`);
}
