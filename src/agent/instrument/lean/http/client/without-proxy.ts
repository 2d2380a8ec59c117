import type { ClientTarget } from './target';

/**
 * Returns the target that a request has by its own first line, for paths that do not begin with a slash: a proxy is sent a
 * whole URL or, by CONNECT, a host with its port; `*` means the whole server. RFC 9112, section 3.3.
 */
export function withoutProxy(target: ClientTarget): ClientTarget {
  const { path, method, protocol } = target;
  if (path.charCodeAt(0) === SLASH || path === '') return target;
  if (path === '*') return { ...target, path: '' };
  if (method.toUpperCase() === 'CONNECT') return at(target, `${protocol}//${path}`, '');
  const [base] = BASE.exec(path) ?? [];
  return base === undefined ? target : at(target, base, path.slice(base.length));
}

const SLASH = 47;
/** Matches the part of a whole URL before its path, which ends as a `URL` ends it. */
const BASE = /^https?:\/\/[^/?#\\]+/i;

function at(target: ClientTarget, text: string, path: string): ClientTarget {
  if (!URL.canParse(text)) return target;
  const { protocol, hostname, host, port, username, password } = new URL(text);
  return {
    ...target,
    protocol,
    address: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    authority: host,
    path,
    hasCredentials: target.hasCredentials || username !== '' || password !== '',
  };
}
