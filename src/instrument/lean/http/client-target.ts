import type { OutgoingHttpHeaders, RequestOptions } from 'node:http';
import type { ClientArguments } from './client-arguments';

/** Whom a client request asks, and for what. */
export interface ClientTarget {
  /** As the caller wrote it. */
  readonly method: string;
  readonly protocol: string;
  /** `server.address` and `server.port`. */
  readonly address: string;
  readonly port: number;
  /** The host of `url.full`, with its port where that goes without saying. */
  readonly authority: string;
  readonly path: string;
  readonly hasCredentials: boolean;
  readonly userAgent: string | undefined;
}

/** Reads it from the arguments; Node fills in the same where something is missing. */
export function readTarget({ url, options }: ClientArguments, scheme: 'http' | 'https'): ClientTarget {
  const merged = url === undefined ? options : withUrl(url, options);
  const headers = (merged.headers ?? {}) as OutgoingHttpHeaders;
  const protocol = merged.protocol || `${scheme}:`;
  return {
    method: typeof merged.method === 'string' ? merged.method : 'GET',
    protocol,
    ...addressOf(merged, protocol),
    authority: authorityOf(merged, headers),
    path: typeof merged.path === 'string' ? merged.path || '/' : '/',
    hasCredentials: Boolean(merged.auth),
    userAgent: headers['user-agent'] as string | undefined,
  };
}

function withUrl(url: URL, options: RequestOptions): RequestOptions {
  const isMoved = Boolean(options.hostname || options.port);
  return {
    protocol: url.protocol,
    hostname: withoutBrackets(url.hostname),
    ...(!isMoved && { host: url.host }),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    auth: url.username || url.password,
    ...options,
  };
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function addressOf({ hostname, host, port }: RequestOptions, protocol: string) {
  const [, hostsName = 'localhost', hostsPort] = /^([^:/ ]+)(?::(\d{1,5}))?/.exec(host ?? '') ?? [];
  const usual = protocol === 'https:' ? 443 : 80;
  return { address: hostname || hostsName, port: Number(port || hostsPort || usual) };
}

function authorityOf({ host, hostname, port }: RequestOptions, headers: OutgoingHttpHeaders): string {
  const name = host || hostname || (typeof headers.host === 'string' && headers.host) || 'localhost';
  const hasPort = port !== undefined && port !== null && port !== '' && !USUAL_PORTS.has(String(port));
  if (!name.includes(':')) return hasPort ? `${name}:${port}` : name;
  if (name.startsWith('[') || name.indexOf(':') === name.lastIndexOf(':')) return name;
  return hasPort ? `[${name}]:${port}` : `[${name}]`; // An IPv6 address.
}

const USUAL_PORTS = new Set(['80', '443']);
