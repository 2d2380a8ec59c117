/** Handler of a route, and the text in place of `{…}` in its path. */
export interface Match<Handler> {
  readonly handler: Handler;
  readonly part: string;
}

/** Finds the route of a path among paths with at most one `{…}`, which stands for one segment. */
export function matchRoute<Handler>(
  routes: { readonly [path: string]: Handler },
  path: string,
): Match<Handler> | undefined {
  if (Object.hasOwn(routes, path)) return { handler: routes[path]!, part: '' };
  for (const [pattern, handler] of Object.entries(routes)) {
    const [before, after] = pattern.split(/\{\w+\}/);
    if (after === undefined || !path.startsWith(before!) || !path.endsWith(after)) continue;
    const part = path.slice(before!.length, path.length - after.length);
    if (part !== '' && !part.includes('/')) return { handler, part: decoded(part) };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
