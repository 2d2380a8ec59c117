import type { Parse } from './kind';

/** Address of a listener. */
export interface Address {
  /** Unix socket instead of host and port. */
  readonly socketPath?: string;
  /** Undefined if none was given. */
  readonly scheme: 'http' | 'https' | undefined;
  /** Host name or IP address, IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** Path with the query; begins with `/`. */
  readonly path: string;
  /** `user:password`, decoded; undefined if there is none. */
  readonly credentials: string | undefined;
  /** Address as it was given. */
  readonly text: string;
}

/** Reads an OTLP endpoint: an http or https URL, `unix:/path`, or a bare `host:port`, which gRPC allows. */
export const endpoint: Parse<Address> = (given, { refuse }) => {
  const flaw = endpointFlaw(given);
  return flaw === undefined ? readAddress(given) : refuse(flaw);
};

/** Reason why a text is no endpoint: `has the port 0`. */
export function endpointFlaw(given: string): string | undefined {
  const address = readAddress(given);
  return misspelling(given) ?? (address === undefined ? whyNot(given) : flawOf(address));
}

/** Reads an http or https URL, or `unix:/path:/request/path`. */
export const url: Parse<Address> = (given, context) => {
  const address = endpoint(given, context);
  if (address === undefined || address.scheme !== undefined) return address;
  return context.refuse('has no http:// or https://');
};

/** Reads the address of an OpAMP server: a URL, of which ws:// and wss:// ask for a WebSocket. */
export const opamp: Parse<Address> = (given, context) => {
  if (!/^((ws|http)s?:\/\/|unix:)/i.test(given))
    return context.refuse(misspelling(given) ?? 'begins with none of ws://, wss://, http:// and https://');
  const address = url(given.replace(/^ws(?=s?:\/\/)/i, 'http'), context);
  return address && { ...address, text: given };
};

/** Reads `off`, or the address of an HTTP proxy: a URL, or a bare `host:port`. */
export const proxy: Parse<Address | 'off'> = (given, context) => {
  if (given.toLowerCase() === 'off') return 'off';
  return /^unix:/i.test(given) ? context.refuse('is no HTTP proxy') : endpoint(given, context);
};

/**
 * Reads the parts of an http, https, `unix:/path`, `dns:///host:port` or bare `host:port` address; undefined for
 * anything else.
 */
export function readAddress(given: string): Address | undefined {
  if (/^unix:/i.test(given)) return readSocket(given);
  const bare = given.replace(/^dns:\/{0,3}/i, '');
  const scheme = /^(https?):\/\//i.exec(bare)?.[1]?.toLowerCase() as Address['scheme'];
  if (scheme === undefined && bare.includes('://')) return undefined;
  const parsed = parseUrl(scheme === undefined ? `http://${bare}` : bare);
  if (parsed === undefined) return undefined;
  return {
    scheme,
    host: parsed.hostname,
    port: portOf(parsed, bare),
    path: parsed.pathname + parsed.search,
    credentials: credentialsOf(parsed),
    text: given,
  };
}

/**
 * Reads `unix:path` and `unix:///path`, as gRPC writes them. A request path over HTTP may follow, as nginx writes it:
 * `unix:/path:/v1/traces`.
 */
function readSocket(given: string): Address | undefined {
  const [, socketPath, path = '/'] = /^unix:(?:\/\/(?=\/))?((?!\/\/)[^:]+)(?::(\/.*))?$/i.exec(given) ?? [];
  if (socketPath === undefined) return undefined;
  return {
    socketPath,
    path,
    scheme: 'http',
    host: 'localhost',
    port: 80,
    credentials: undefined,
    text: given,
  };
}

function parseUrl(given: string): URL | undefined {
  try {
    return new URL(given);
  } catch {
    return undefined;
  }
}

// Finds the port in the text: the URL class drops a scheme's default port, but `https://collector:443` and
// `collector:80` must keep theirs.
function portOf(parsed: URL, given: string): number | undefined {
  if (parsed.port !== '') return Number(parsed.port);
  const written = /^(?:https?:\/\/)?[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(given)?.[1];
  return written === undefined ? undefined : Number(written);
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined;
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return `${username}:${password}`;
  }
}

/** Reason why a text is no address, even if a URL parser accepts it. */
function misspelling(given: string): string | undefined {
  const [placeholder] = /\$\([^)]*\)|\$\{[^}]*\}/.exec(given) ?? [];
  if (placeholder !== undefined) return `holds ${placeholder}, which nothing has replaced`;
  const [, port] = /^:?(\d+)$/.exec(given) ?? [];
  if (port !== undefined) return `is a port without a host: write http://localhost:${port}`;
  // To the URL class the host of `/v1/traces` and `http:///v1/traces` is v1.
  if (/^(https?:\/\/)?[/\\]/i.test(given)) return 'has no host before its path';
  return /^https?(:(?!\d|\/\/)|[/\\])/i.test(given) ? 'has no "://" after its scheme' : undefined;
}

/** Reason why a readable address cannot be meant. */
function flawOf({ host, port, text }: Address): string | undefined {
  // `http://4317` and `0x7f.1` are IPv4 addresses to the URL class.
  if (/^[\d.]+$/.test(host) && !text.includes(host)) return `has a host that reads as the address ${host}`;
  if (!/^(\[.+\]|[\w.-]+)$/.test(host)) return `has the host ${host}, which is no host name`;
  if (/^(?:[a-z]+:\/\/)?[^/?#@:]+:\d+\/[^?#]*@/i.test(text))
    return 'has an @ in its path: in a password, write / ? # as %2F %3F %23';
  return port === 0 ? 'has the port 0' : undefined;
}

function whyNot(given: string): string {
  if (/^unix-abstract:/i.test(given)) return 'is an abstract Unix socket, which is not supported';
  if (/^unix:/i.test(given)) return 'is not a Unix socket such as unix:/run/otel.sock';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) return `has the scheme ${scheme}, not http or https`;
  return 'is not a URL such as http://localhost:4318';
}
