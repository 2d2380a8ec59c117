import { givenText } from '../../given-text';
import type { Parse, ParseContext } from './kind';

type Pairs = Readonly<Record<string, string>>;

/**
 * Reads `key=value,key2=value2`, percent-decoded; a bad entry discards the whole text (resource SDK, "Specifying
 * resource information via an environment variable").
 */
export const attributes: Parse<Pairs> = readPairs;

/**
 * Reads request headers as such pairs (OTLP exporter specification, "Specifying headers via environment variables"),
 * with names in lower case.
 */
export const headers: Parse<Pairs> = (given, context) => {
  const pairs = Object.entries(readPairs(given, context, FORM) ?? {});
  // Never quote an entry in a reason: of `Bearer abc=` the name is the secret.
  for (const [index, [name, value]] of pairs.entries()) {
    const place = `in header ${index + 1}`;
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      return context.refuse(`has an invalid name ${place}${FORM}`);
    // Refuse such a value now: Node throws on sending it, gRPC on setting it, and neither may happen in the app's
    // process.
    if (!/^[\x20-\x7e]*$/.test(value))
      return context.refuse(`has an invalid value ${place}: write printable ASCII alone`);
  }
  return pairs.length === 0
    ? undefined
    : Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
};

/** Mend of the usual slip, `Authorization: Bearer abc`. */
const FORM = ': write authorization=Bearer%20...';

function readPairs(given: string, { refuse }: ParseContext, form = ''): Pairs | undefined {
  const pairs: [string, string][] = [];
  for (const [index, entry] of given.split(',').entries()) {
    if (entry.trim() === '') continue;
    const place = `in entry ${index + 1}`;
    const equals = entry.indexOf('=');
    if (equals < 0) return refuse(`has no "=" ${place}${form}`);
    const key = decode(entry.slice(0, equals));
    const value = decode(entry.slice(equals + 1));
    if (key === undefined || value === undefined)
      return refuse(`has a "%" that encodes nothing, ${place}: write %25 for it`);
    if (key === '') return refuse(`has no name before the "=" ${place}${form}`);
    pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}

function decode(text: string): string | undefined {
  const trimmed = givenText(text);
  if (!trimmed.includes('%')) return trimmed;
  try {
    return decodeURIComponent(trimmed);
  } catch {
    return undefined;
  }
}
