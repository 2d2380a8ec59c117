import type { RequestOptions } from 'node:http';

/** What `http.request` was called with, sorted as Node sorts it. */
export interface ClientArguments {
  /** The first argument where it is a URL; parsed where it was a string. */
  readonly url: URL | undefined;
  readonly options: RequestOptions;
  /** What Node is called with. A string that has been parsed is not parsed again. */
  readonly args: readonly unknown[];
}

/** Undefined for arguments that mean nothing to Node. */
export function readArguments(args: readonly unknown[]): ClientArguments | undefined {
  const [first, second] = args;
  if (!first || Array.isArray(first)) return undefined;
  const further = typeof second === 'object' && second !== null ? (second as RequestOptions) : {};
  if (typeof first === 'string') {
    const url = parseUrl(first);
    if (url === undefined) return { url, options: { path: first, ...further }, args };
    return { url, options: further, args: [url, ...args.slice(1)] };
  }
  if (typeof first !== 'object') return undefined;
  if (isUrl(first)) return { url: first, options: further, args };
  return { url: undefined, options: first as RequestOptions, args };
}

/** The same call with other options. */
export function withOptions({ url, args }: ClientArguments, options: RequestOptions): readonly unknown[] {
  const callback = args.findLast(arg => typeof arg === 'function');
  return [...(url === undefined ? [] : [url]), options, ...(callback === undefined ? [] : [callback])];
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // Node throws the same again, for the caller.
  }
}

/** By its shape, as Node tells: the URL of another realm, or a polyfill's, is one too. */
function isUrl(value: object): value is URL {
  const { href, protocol, auth, path } = value as Partial<URL & RequestOptions>;
  return Boolean(href && protocol && auth === undefined && path === undefined);
}
