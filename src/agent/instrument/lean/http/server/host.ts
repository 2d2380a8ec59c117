/** A server as its clients name it. */
export interface ServerAddress {
  readonly address: string;
  /** NaN if the text in its place is no number, as upstream has it. */
  readonly port: number | undefined;
}

/** Server in a Host header. `isUrl` tells whether it makes a URL; if not, the request has no `url.path`. */
export interface Host extends ServerAddress {
  readonly isUrl: boolean;
}

/** Reads Host headers of requests over a scheme. Clients repeat themselves, so results are remembered. */
export function hostReader(scheme: string): (header: string) => Host {
  const known = new Map<string, Host>();
  // Compares with the last header first: each request brings a new string, which a Map has to hash, and most are equal.
  let lastHeader: string | undefined;
  let last: Host | undefined;
  const read = (header: string) => {
    const found = known.get(header);
    if (found !== undefined) return found;
    const host = { ...splitHost(header, scheme), isUrl: URL.canParse(`${scheme}://${header}`) };
    if (known.size >= MAX_KNOWN) known.clear(); // Clients make them up.
    known.set(header, host);
    return host;
  };
  return header => {
    if (last !== undefined && header === lastHeader) return last;
    last = read(header);
    lastHeader = header;
    return last;
  };
}

const MAX_KNOWN = 200;

/** Splits `example.com:8080` or `[::1]:8080`; the port defaults to the scheme's. Semantic conventions, `server.port`. */
export function splitHost(text: string, scheme: string | undefined): ServerAddress {
  const parts = text.split(':');
  const [first = '', second] = parts;
  if (parts.length === 1) return { address: first, port: portOf(scheme) };
  if (parts.length === 2) return { address: first, port: Number(second) };
  if (!first.startsWith('[')) return { address: text, port: undefined };
  if (text.endsWith(']')) return { address: text, port: portOf(scheme) };
  const end = text.lastIndexOf(':');
  if (!text.slice(0, end).endsWith(']')) return { address: text, port: undefined };
  return { address: text.slice(0, end), port: Number(text.slice(end + 1)) };
}

function portOf(scheme: string | undefined): number | undefined {
  if (scheme === 'http') return 80;
  return scheme === 'https' ? 443 : undefined;
}
