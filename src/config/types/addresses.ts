import { redactUrls } from '../redact';
import type { SettingType } from '../setting';

/** Where something listens. `scheme` is undefined when none was given; `path` begins with `/` and holds the query. */
export interface Address {
  readonly scheme: 'http' | 'https' | undefined;
  /** Host name or IP address, IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  /** `user:password` of the URL, decoded; undefined when there is none. */
  readonly credentials: string | undefined;
  readonly text: string;
}

/** An OTLP endpoint: an http or https URL, or `host:port` alone (gRPC allows it). */
export const endpoint: SettingType<Address> = {
  form: 'URL',
  parse: (given, { refuse }) => readAddress(given) ?? refuse(whyNot(given)),
  show: value => redactUrls(value.text),
};

/** An http or https URL. */
export const url: SettingType<Address> = {
  form: 'URL',
  parse(given, { refuse }) {
    const address = readAddress(given);
    return address?.scheme === undefined ? refuse(whyNot(given)) : address;
  },
  show: value => redactUrls(value.text),
};

/** The parts of an http, https, `dns:///host:port` or bare `host:port` address; undefined for anything else. */
export function readAddress(given: string): Address | undefined {
  const bare = given.replace(/^dns:\/{0,3}/i, '');
  const scheme = /^(https?):\/\//i.exec(bare)?.[1]?.toLowerCase() as 'http' | 'https' | undefined;
  if (scheme === undefined && (bare.includes('://') || bare.startsWith('unix:'))) return undefined;
  const parsed = parseUrl(scheme === undefined ? `http://${bare}` : bare);
  if (parsed === null || parsed.hostname === '') return undefined;
  return {
    scheme,
    host: parsed.hostname,
    port: portOf(parsed, bare),
    path: parsed.pathname + parsed.search,
    credentials: parsed.username === '' ? undefined : decodeCredentials(parsed),
    text: given,
  };
}

// The URL class drops a scheme's default port; `http://collector:80` and `collector:80` have to stay on 80.
function portOf(parsed: URL, given: string): number | undefined {
  if (parsed.port !== '') return Number(parsed.port);
  const written = /^(?:https?:\/\/)?[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(given)?.[1];
  return written === undefined ? undefined : Number(written);
}

function parseUrl(given: string): URL | null {
  try {
    return new URL(given);
  } catch {
    return null;
  }
}

function decodeCredentials({ username, password }: URL): string {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return `${username}:${password}`;
  }
}

function whyNot(given: string): string {
  if (/^unix(-abstract)?:/i.test(given)) return 'is a Unix socket, which is not supported';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return `has the scheme ${scheme}, which is not http or https`;
  return 'is not a URL such as http://localhost:4318';
}
