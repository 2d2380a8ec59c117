import type { Selection } from '../../shared/config/declared';

/**
 * Makes a test of names: `*` is any run of characters, `?` is one. What is excluded stays out, and without `included`
 * all the others are in.
 */
export function selects({ included, excluded }: Selection): (name: string) => boolean {
  const isIncluded = included === undefined ? () => true : matcher(included);
  const isExcluded = matcher(excluded ?? []);
  return name => isIncluded(name) && !isExcluded(name);
}

/** Regular expression of globs that match a whole name. */
export function patternOf(globs: readonly string[]): RegExp {
  const parts = globs.map(glob =>
    glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.'),
  );
  return new RegExp(`^(?:${parts.join('|')})$`, 's');
}

function matcher(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false;
  const pattern = patternOf(globs);
  return name => pattern.test(name);
}
