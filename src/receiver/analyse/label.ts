import type { TraceSpan } from '../trace';
import type { TreeNode } from './tree';

/** What a bare HTTP method says too little about. */
const METHOD_ONLY = /^(?:HTTP )?[A-Z]{3,8}$/;

/** A span's name as people would say it: one that is named by its HTTP method alone gets whom it calls, or its path. */
export function labelOf({ span, children }: TreeNode): string {
  if (!METHOD_ONLY.test(span.name)) return span.name;
  const { name, kind, service, attributes } = span;
  const route = attributes['http.route'] ?? attributes['url.template'];
  if (typeof route === 'string') return `${name} ${route}`;
  if (kind === 'client') {
    const callee = children.length === 1 ? children[0]!.span.service : service;
    const peer = callee === service ? peerOf(span) : callee;
    return peer === undefined ? name : `${name} ${peer}`;
  }
  const path = attributes['url.path'] ?? attributes['http.target'];
  return typeof path === 'string' ? `${name} ${path.split('?')[0]}` : name;
}

/** Whom a client or producer span calls, as far as it says: a service by name, else host and port. */
export function peerOf({ attributes }: TraceSpan): string | undefined {
  const service = attributes['service.peer.name'] ?? attributes['peer.service'];
  if (typeof service === 'string' && service !== '') return service;
  const host =
    attributes['server.address'] ?? attributes['net.peer.name'] ?? attributes['network.peer.address'];
  if (typeof host !== 'string' || host === '') return undefined;
  const port = attributes['server.port'] ?? attributes['net.peer.port'];
  // A port says which one when the host is an address; a name says enough.
  return port === undefined || !/^[\d.:]+$|^localhost$/.test(host) ? host : `${host}:${port}`;
}
