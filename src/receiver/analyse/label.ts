import type { TraceSpan } from '../trace';

/** What a bare HTTP method says too little about. */
const METHOD_ONLY = /^(?:HTTP )?[A-Z]{3,8}$/;

/** A span's name as people would say it: a client span that is named by its method alone gets the host it calls. */
export function labelOf(span: TraceSpan): string {
  if (!METHOD_ONLY.test(span.name)) return span.name;
  const { attributes } = span;
  const route = attributes['http.route'] ?? attributes['url.template'];
  if (typeof route === 'string') return `${span.name} ${route}`;
  if (span.kind === 'client') {
    const host = peerOf(span);
    return host === undefined ? span.name : `${span.name} ${host}`;
  }
  const path = attributes['url.path'] ?? attributes['http.target'];
  return typeof path === 'string' ? `${span.name} ${path.split('?')[0]}` : span.name;
}

/** Whom a client or producer span calls, as far as it says: a service, a database at a host, a host and port. */
export function peerOf({ attributes }: TraceSpan): string | undefined {
  const service = attributes['service.peer.name'] ?? attributes['peer.service'];
  if (typeof service === 'string' && service !== '') return service;
  const host =
    attributes['server.address'] ?? attributes['net.peer.name'] ?? attributes['network.peer.address'];
  if (typeof host !== 'string' || host === '') return undefined;
  const port = attributes['server.port'] ?? attributes['net.peer.port'];
  return port === undefined || port === 80 || port === 443 ? host : `${host}:${port}`;
}
