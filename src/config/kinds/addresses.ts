import type { Parse } from './kind';

/** Where something listens. */
export interface Address {
  /** Undefined when none was given. */
  readonly scheme: 'http' | 'https' | undefined;
  /** Host name or IP address, IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** Begins with `/` and holds the query. */
  readonly path: string;
  /** `user:password`, decoded; undefined when there is none. */
  readonly credentials: string | undefined;
  /** As it was given. */
  readonly text: string;
}

/** An OTLP endpoint: an http or https URL, or `host:port` alone, which gRPC allows. */
export const endpoint: Parse<Address> = (given, { refuse }) => readAddress(given) ?? refuse(whyNot(given));

/** An http or https URL. */
export const url: Parse<Address> = (given, { refuse }) => {
  const address = readAddress(given);
  return address?.scheme === undefined ? refuse(whyNot(given)) : address;
};

/** The parts of an http, https, `dns:///host:port` or bare `host:port` address; undefined for anything else. */
function readAddress(given: string): Address | undefined {
  const bare = given.replace(/^dns:\/{0,3}/i, '');
  const scheme = /^(https?):\/\//i.exec(bare)?.[1]?.toLowerCase() as Address['scheme'];
  if (scheme === undefined && (bare.includes('://') || bare.startsWith('unix'))) return undefined;
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

function parseUrl(given: string): URL | undefined {
  try {
    return new URL(given);
  } catch {
    return undefined;
  }
}

// The URL class drops a scheme's default port; `https://collector:443` and `collector:80` have to keep theirs.
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

function whyNot(given: string): string {
  if (/^unix(-abstract)?:/i.test(given)) return 'is a Unix socket, which is not supported';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) return `has the scheme ${scheme}, not http or https`;
  return 'is not a URL such as http://localhost:4318';
}
