import type { RequestOptions } from 'node:http';

/** Arguments of `http.request`, sorted as Node sorts them. */
export interface ClientArguments {
  /** The first argument if it is a URL; parsed if it was a string. */
  readonly url: URL | undefined;
  /** Own properties of the caller's options: a copy, as Node makes one. */
  readonly options: RequestOptions;
  /** Arguments for Node, with the copy and the parsed URL, so that no getter runs and no string is parsed twice. */
  readonly args: unknown[];
}

/** Reads the arguments; undefined if Node will throw: the URL is none, or a getter fails. Node accepts all else. */
export function readArguments(given: readonly unknown[]): ClientArguments | undefined {
  try {
    return sort(given);
  } catch {
    return undefined; // Node meets this error too.
  }
}

function sort(given: readonly unknown[]): ClientArguments {
  const args = [...given];
  const [first] = args;
  const url = typeof first === 'string' ? new URL(first) : isUrl(first) ? first : undefined;
  const at = url === undefined ? 0 : 1;
  if (at === 1) args[0] = url;
  if (typeof args[at] !== 'object' || args[at] === null) return { url, options: {}, args };
  const options: RequestOptions = Object.assign({}, args[at]);
  args[at] = options;
  return { url, options, args };
}

/** Recognises a URL by its shape, as Node does: it may come from another realm or a polyfill. Reads no more than Node. */
function isUrl(value: unknown): value is URL {
  const shape = value as (Partial<URL> & RequestOptions) | undefined | null;
  return Boolean(shape?.href && shape.protocol && shape.auth === undefined && shape.path === undefined);
}
