import type { ParseContext, SettingType } from '../setting';

/** `key=value,key2=value2`, percent-decoded; one bad entry discards the whole text (resource SDK specification, "Specifying resource information via an environment variable"). */
export const attributes: SettingType<Readonly<Record<string, string>>> = {
  form: 'key=value list',
  parse: readPairs,
  show: showPairs,
};

/** Request headers in the same form (W3C Baggage without properties; OTLP exporter specification). Names come out in lower case. */
export const headers: SettingType<Readonly<Record<string, string>>> = {
  form: 'name=value list',
  parse(given, context) {
    const pairs = readPairs(given, context);
    if (pairs === undefined) return undefined;
    // A reason never quotes a name: of `Bearer abc=` the name is the secret.
    for (const [index, [name, value]] of Object.entries(pairs).entries()) {
      const place = `header ${index + 1}`;
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
        return context.refuse(`has a name that is none, in ${place}`);
      // Node throws on such a value when it is sent, gRPC when it is set: neither may happen in the app's process.
      if (!/^[\x20-\x7e]*$/.test(value)) return context.refuse(`has a value that is none, in ${place}`);
    }
    return Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name.toLowerCase(), value]));
  },
  show: showPairs,
};

function readPairs(given: string, { refuse }: ParseContext): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const [index, entry] of given.split(',').entries()) {
    if (entry.trim() === '') continue;
    const equals = entry.indexOf('=');
    const place = `entry ${index + 1}`;
    if (equals < 0) return refuse(`has no "=" in ${place}`);
    const key = decode(entry.slice(0, equals));
    const value = decode(entry.slice(equals + 1));
    if (key === undefined || value === undefined)
      return refuse(`has a "%" in ${place} that no percent-encoding explains`);
    if (key === '') return refuse(`has no name before the "=" in ${place}`);
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

function showPairs(value: Readonly<Record<string, string>>): string {
  return Object.entries(value)
    .map(([key, item]) => `${key}=${item}`)
    .join(',');
}
