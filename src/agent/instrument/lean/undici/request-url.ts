import { redactQuery, redactUrl } from '../../../../shared/urls/redact-url';
import type { IsSecret } from '../../../../shared/urls/secret-parameters';
import { isSettledPath } from '../http/request-target';
import type { UndiciRequest } from './messages';

/** Server, as the origin of a request names it. */
export interface Server {
  readonly scheme: string;
  readonly address: string;
  readonly port: number | undefined;
}

/** URL of a request, as a `URL` has it, without secrets. */
export interface RequestUrl {
  readonly server: Server;
  readonly full: string;
  readonly path: string;
  /** With its question mark; empty without a query. */
  readonly query: string;
}

/** Reads the URL of a request; throws if it is none. Skips `URL` for the many paths that it would leave unchanged. */
export function readUrl({ origin, path }: UndiciRequest, isSecret: IsSecret): RequestUrl {
  const mark = path.indexOf('?');
  const plain = mark === -1 ? path : path.slice(0, mark);
  const query = mark === -1 ? '' : path.slice(mark);
  const known = typeof origin === 'string' ? readOrigin(origin, isSecret) : undefined;
  if (known !== undefined && isSettledPath(plain) && (query === '' || SETTLED_QUERY.test(query)))
    return urlOf(known, plain, query === '' ? query : redactQuery(query, isSecret));
  const url = new URL(path, origin);
  const search = redactQuery(url.search, isSecret);
  return { server: serverOf(url), full: redactUrl(url.href, isSecret), path: url.pathname, query: search };
}

function urlOf({ server, base }: Origin, path: string, query: string): RequestUrl {
  return { server, full: base + path + query, path, query };
}

/** Matches a query with nothing that a `URL` of http would escape. */
const SETTLED_QUERY = /^\?[!$-&(-;=?-~]+$/;

interface Origin {
  readonly server: Server;
  /** The part of the URL before the path. */
  readonly base: string;
}

const origins = new Map<string, Origin>();
const MAX_KNOWN = 200;

/** Reads an origin and remembers it, since an app asks its servers again; undefined for schemes other than HTTP's. */
function readOrigin(origin: string, isSecret: IsSecret): Origin | undefined {
  const found = origins.get(origin);
  if (found !== undefined) return found;
  const url = new URL('/', origin);
  const server = serverOf(url);
  if (!(server.scheme in USUAL_PORTS)) return undefined;
  const read = { server, base: redactUrl(url.href.slice(0, -1), isSecret) };
  if (origins.size >= MAX_KNOWN) origins.clear(); // The app makes them up.
  origins.set(origin, read);
  return read;
}

function serverOf({ protocol, hostname, port }: URL): Server {
  const scheme = protocol.slice(0, -1);
  return { scheme, address: hostname, port: port === '' ? USUAL_PORTS[scheme] : Number(port) };
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
