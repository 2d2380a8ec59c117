import type { RequestOptions } from 'node:http';
import type { ClientArguments } from './client-arguments';
import { headerOf } from './given-headers';
import type { ClientTarget } from './target';
import { withoutProxy } from './without-proxy';

/**
 * Reads the target from the arguments, with Node's own defaults. Reads only what Node reads, and only of the types that
 * Node takes: `host` means nothing beside `hostname`.
 */
export function readTarget({ url, options }: ClientArguments, scheme: 'http' | 'https'): ClientTarget {
  const merged = url === undefined ? options : withUrl(url, options);
  const protocol = textOf(merged.protocol) ?? `${scheme}:`;
  const server = serverOf(merged, protocol);
  const { method, path, auth } = merged as Readonly<Record<string, unknown>>;
  return withoutProxy({
    method: textOf(method) ?? 'GET',
    protocol,
    address: server.address,
    port: server.port,
    authority: authorityOf(server, protocol, merged),
    path: typeof path === 'object' && path !== null ? '' : String(path || '/'),
    hasCredentials: Boolean(auth),
  });
}

function withUrl(url: URL, options: RequestOptions): RequestOptions {
  return {
    protocol: url.protocol,
    hostname: withoutBrackets(url.hostname),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    auth: url.username || url.password,
    ...options,
  };
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** Returns a string; undefined for an empty string too: Node takes its default instead. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

interface Server {
  readonly address: string;
  readonly port: number;
}

function serverOf({ hostname, host, port, defaultPort }: RequestOptions, protocol: string): Server {
  const usual = Number(defaultPort) || USUAL_PORTS[protocol] || 80;
  const name = textOf(hostname);
  if (name !== undefined) return { address: name, port: portOf(port) ?? usual };
  const { address, hostsPort } = splitHost(textOf(host) ?? 'localhost');
  return { address, port: portOf(port) ?? hostsPort ?? usual };
}

/** Returns the port; undefined if it is no number: Node throws, or takes the default. */
function portOf(port: unknown): number | undefined {
  return typeof port === 'string' || typeof port === 'number' ? Number(port) || undefined : undefined;
}

function splitHost(host: string): { address: string; hostsPort?: number } {
  if (isIpv6(host)) return { address: withoutBrackets(host) };
  const [, address = host, hostsPort] = /^([^:]+):(\d{1,5})$/.exec(host) ?? [];
  return hostsPort === undefined ? { address } : { address, hostsPort: Number(hostsPort) };
}

function isIpv6(name: string): boolean {
  return name.indexOf(':') !== name.lastIndexOf(':');
}

function authorityOf({ address, port }: Server, protocol: string, options: RequestOptions): string {
  const isNamed = textOf(options.hostname) !== undefined || textOf(options.host) !== undefined;
  const header = isNamed ? undefined : textOf(headerOf(options.headers, 'host'));
  if (header?.includes(':')) return header;
  const name = header ?? (isIpv6(address) ? `[${address}]` : address);
  return port === USUAL_PORTS[protocol] ? name : `${name}:${port}`;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
