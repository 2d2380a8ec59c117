import type { Parse, ParseContext } from './kind';

type Pairs = Readonly<Record<string, string>>;

/** `key=value,key2=value2`, percent-decoded; one bad entry discards the whole text (resource SDK, "Specifying resource information via an environment variable"). */
export const attributes: Parse<Pairs> = readPairs;

/** Request headers in the same form (OTLP exporter specification, "Specifying headers via environment variables"). Names come out in lower case. */
export const headers: Parse<Pairs> = (given, context) => {
  const pairs = Object.entries(readPairs(given, context) ?? {});
  // A reason never quotes an entry: of `Bearer abc=` the name is the secret.
  for (const [index, [name, value]] of pairs.entries()) {
    const place = `in header ${index + 1}`;
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      return context.refuse(`has a name that is none, ${place}`);
    // Node throws on such a value when it is sent, gRPC when it is set: neither may happen in the app's process.
    if (!/^[\x20-\x7e]*$/.test(value)) return context.refuse(`has a value that is none, ${place}`);
  }
  return pairs.length === 0
    ? undefined
    : Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
};

function readPairs(given: string, { refuse }: ParseContext): Pairs | undefined {
  const pairs: [string, string][] = [];
  for (const [index, entry] of given.split(',').entries()) {
    if (entry.trim() === '') continue;
    const place = `in entry ${index + 1}`;
    const equals = entry.indexOf('=');
    if (equals < 0) return refuse(`has no "=" ${place}`);
    const key = decode(entry.slice(0, equals));
    const value = decode(entry.slice(equals + 1));
    if (key === undefined || value === undefined) return refuse(`has a "%" that encodes nothing, ${place}`);
    if (key === '') return refuse(`has no name before the "=" ${place}`);
    pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}

function decode(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.includes('%')) return trimmed;
  try {
    return decodeURIComponent(trimmed);
  } catch {
    return undefined;
  }
}
