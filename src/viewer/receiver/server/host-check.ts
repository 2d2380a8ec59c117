import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Tells whether the Host header allows an answer, against DNS rebinding: a page of another site whose name was made to
 * point here still sends that name. Addresses cannot be rebound; names are known or refused.
 */
export function isHostAllowed(host: string | undefined, extraNames: readonly string[] = []): boolean {
  if (host === undefined) return false;
  const name = nameOf(host);
  if (name === undefined) return false;
  return (
    isIP(name) !== 0 ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === hostname().toLowerCase() ||
    extraNames.includes(name)
  );
}

/**
 * Tells from browsers' headers whether a page of another site made a request; following a link here is no such request.
 * Exporters send none of these headers. They may call by any name (a container's `host.docker.internal`), so that for
 * them this is the whole check.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': target } = headers;
  if (mode === 'navigate' && target === 'document' && origin === undefined) return false;
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${host}`;
}

/** The name in a Host header, without port and brackets; undefined when it is no host at all. */
function nameOf(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
