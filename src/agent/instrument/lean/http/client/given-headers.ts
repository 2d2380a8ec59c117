import type { RequestOptions } from 'node:http';
import { type Context, propagation, trace } from '@opentelemetry/api';
import { isTraceHeader } from '../../outgoing/trace-headers';

/** Facts about the caller's headers. */
export interface GivenHeaders {
  /**
   * True if Node writes the headers as soon as the request is made: they are an array, or have an `expect` header
   * (`_http_client.js`, Node 20 to 26).
   */
  readonly areWrittenAtOnce: boolean;
  /** True if they contain trace headers, the caller's own or copied; these give way. */
  readonly haveTrace: boolean;
}

/** Reads the headers' names only: values may have getters. */
export function lookAtHeaders(headers: RequestOptions['headers']): GivenHeaders {
  if (!headers) return NOTHING;
  if (Array.isArray(headers)) return pairsOf(headers).some(isOfTrace) ? AT_ONCE_WITH_TRACE : AT_ONCE;
  let areWrittenAtOnce = false;
  let haveTrace = false;
  for (const name of Object.keys(headers)) {
    if (isTraceHeader(name)) haveTrace = true;
    else if (isExpect(name)) areWrittenAtOnce = true;
  }
  if (haveTrace) return areWrittenAtOnce ? AT_ONCE_WITH_TRACE : WITH_TRACE;
  return areWrittenAtOnce ? AT_ONCE : NOTHING;
}

const NOTHING: GivenHeaders = { areWrittenAtOnce: false, haveTrace: false };
const WITH_TRACE: GivenHeaders = { areWrittenAtOnce: false, haveTrace: true };
const AT_ONCE: GivenHeaders = { areWrittenAtOnce: true, haveTrace: false };
const AT_ONCE_WITH_TRACE: GivenHeaders = { areWrittenAtOnce: true, haveTrace: true };

function isExpect(name: string): boolean {
  return name.length === 6 && name.toLowerCase() === 'expect';
}

type Pair = readonly [unknown, unknown];

/** Returns the headers as pairs; Node also takes a flat list of names and values. */
function pairsOf(headers: readonly unknown[]): readonly Pair[] {
  if (Array.isArray(headers[0])) return headers as readonly Pair[];
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]] as const] : []));
}

/** Returns the first value of a header, named in small letters; values with a getter are left to Node. */
export function headerOf(headers: RequestOptions['headers'], name: string): unknown {
  const isNamed = (key: unknown) => String(key).toLowerCase() === name;
  if (Array.isArray(headers)) return pairsOf(headers).find(([key]) => isNamed(key))?.[1];
  const key = Object.keys(headers ?? {}).find(isNamed);
  return key === undefined ? undefined : Object.getOwnPropertyDescriptor(headers, key)?.value;
}

function isOfTrace([name]: Pair): boolean {
  return isTraceHeader(String(name));
}

/**
 * Returns the parent context of a request with trace headers: the caller's, or, without an active span, the context in
 * these headers. The options get a copy of the headers, since values are read here.
 */
export function parentOf(caller: Context, options: RequestOptions): Context {
  if (trace.getSpan(caller) !== undefined) return caller;
  const { headers = {} } = options;
  if (!Array.isArray(headers)) options.headers = { ...headers };
  const pairs = Array.isArray(headers) ? pairsOf(headers) : Object.entries(options.headers ?? {});
  const carrier = Object.fromEntries(pairs.map(([name, value]) => [String(name).toLowerCase(), value]));
  const carried = trace.getSpan(propagation.extract(caller, carrier));
  return carried === undefined ? caller : trace.setSpan(caller, carried);
}

/** Returns a copy of the caller's headers in which the headers of a context replace the caller's own. */
export function withContext(context: Context, headers: RequestOptions['headers']): RequestOptions['headers'] {
  const added: Record<string, string> = {};
  propagation.inject(context, added);
  const hasTrace = Object.keys(added).some(isTraceHeader);
  const isKept = ([name]: Pair) =>
    !(String(name).toLowerCase() in added || (hasTrace && isOfTrace([name, ''])));
  if (!Array.isArray(headers))
    return { ...Object.fromEntries(Object.entries(headers ?? {}).filter(isKept)), ...added };
  const pairs = [...pairsOf(headers).filter(isKept), ...Object.entries(added)];
  return (Array.isArray(headers[0]) ? pairs : pairs.flat()) as string[];
}
