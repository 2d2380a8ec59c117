import { isSettledPath } from '../http/request-target';
import type { UndiciRequest } from './messages';

/** A server, as the origin of a request names it. */
export interface Server {
  readonly scheme: string;
  readonly address: string;
  readonly port: number | undefined;
}

/** What a request asks for, as a `URL` has it. */
export interface RequestUrl {
  readonly server: Server;
  readonly full: string;
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
}

/** Throws where it is no URL. A `URL` takes some us, and most paths come out of it as they went in. */
export function readUrl({ origin, path }: UndiciRequest): RequestUrl {
  const mark = path.indexOf('?');
  const plain = mark === -1 ? path : path.slice(0, mark);
  const query = mark === -1 ? '' : path.slice(mark);
  const known = typeof origin === 'string' ? readOrigin(origin) : undefined;
  if (known !== undefined && isSettledPath(plain) && (query === '' || SETTLED_QUERY.test(query)))
    return { server: known.server, full: known.base + path, path: plain, query };
  const url = new URL(path, origin);
  return { server: serverOf(url), full: url.href, path: url.pathname, query: url.search };
}

/** Nothing in it that a `URL` of http would escape. */
const SETTLED_QUERY = /^\?[!$-&(-;=?-~]+$/;

interface Origin {
  readonly server: Server;
  /** What of the URL comes before the path. */
  readonly base: string;
}

const origins = new Map<string, Origin>();
const MAX_KNOWN = 200;

/** An app asks the same servers again, so what was read is remembered. Undefined where another scheme's rules hold. */
function readOrigin(origin: string): Origin | undefined {
  const found = origins.get(origin);
  if (found !== undefined) return found;
  const url = new URL('/', origin);
  const server = serverOf(url);
  if (!(server.scheme in USUAL_PORTS)) return undefined;
  const read = { server, base: url.href.slice(0, -1) };
  if (origins.size >= MAX_KNOWN) origins.clear(); // Somebody makes them up.
  origins.set(origin, read);
  return read;
}

function serverOf({ protocol, hostname, port }: URL): Server {
  const scheme = protocol.slice(0, -1);
  return { scheme, address: hostname, port: port === '' ? USUAL_PORTS[scheme] : Number(port) };
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
