/** The base that a request's target is a URL with; `isUrl`: can one be made of it? */
export interface TargetBase {
  readonly scheme: string;
  readonly host: string | undefined;
  readonly isUrl: boolean;
}

/**
 * Path and query (without `?`) of a request's target, as a `URL` has them; undefined where none can be made. A `URL`
 * takes 6 us, and most targets come out of it as they went in.
 */
export function splitTarget(target: string, base: TargetBase): { path: string; query: string } | undefined {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : target.slice(mark + 1);
  if (base.isUrl && isSettledPath(path) && !query.includes('#')) return { path, query };
  try {
    const url = new URL(target, `${base.scheme}://${base.host || 'localhost'}`);
    return { path: url.pathname, query: url.search.slice(1) };
  } catch {
    return undefined;
  }
}

/**
 * Is this path, without a query, what a `URL` gives back for it? That is: it has nothing to escape, and no segment that
 * stands for "here" or "one up" (`.`, `..`, also as `%2e`), so none that begins with a dot or an escape.
 */
export function isSettledPath(path: string): boolean {
  return isPlainPath(path) || SETTLED.test(path);
}

const SETTLED = /^(?!\/\/)(?:\/(?:[\w~!$&'()*+,;=:@-][\w~!$&'()*+,;=:@.%-]*)?)+$/;

const SLASH = 47;
/** Letters, digits, `_` and `-`. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The same for the paths that most services have, in an eighth of the expression's time. */
function isPlainPath(path: string): boolean {
  if (path.charCodeAt(0) !== SLASH || path.charCodeAt(1) === SLASH) return false;
  for (let index = 1; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code > 127 || (PLAIN[code] === 0 && code !== SLASH)) return false;
  }
  return true;
}
