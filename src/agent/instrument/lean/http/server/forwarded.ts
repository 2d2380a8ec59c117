/** Entry of a proxy in a Forwarded header: parameter names in small letters (`for`, `host`, `proto`, `by`). */
export type ForwardedEntry = Readonly<Record<string, string>>;

/** Reads a Forwarded header (RFC 7239), the client's entry first; empty when it is malformed anywhere. */
export function parseForwarded(header: string): ForwardedEntry[] {
  if (header.trim() !== header) return [];
  const entries: Record<string, string>[] = [{}];
  PAIR.lastIndex = 0;
  for (;;) {
    const pair = PAIR.exec(header);
    if (pair === null) return [];
    const [, name, token, quoted, separator] = pair;
    entries.at(-1)![name!.toLowerCase()] = token ?? quoted!.replace(/\\(.)/g, '$1');
    if (separator === undefined) return entries;
    if (separator === ',') entries.push({});
  }
}

/** Matches `name=token` or `name="quoted"` and the text after it: `;` before a pair, `,` before an entry, or the end. */
const TOKEN = "[!#-'*+\\-.0-9A-Z^-z|~]+";
const PAIR = new RegExp(`[ \\t]*(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*(?:([,;])|$)`, 'y');
