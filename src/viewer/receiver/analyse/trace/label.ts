import type { TraceSpan } from '../../trace';
import type { TreeNode } from './tree';

/** Matches span names that are only an HTTP method, which says too little. */
const METHOD_ONLY = /^(?:HTTP )?[A-Z]{3,8}$/;

/** Labels a span as people would: a span named by its HTTP method alone gets its peer or its path. */
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
  const path = pathOf(span);
  return path === undefined ? name : `${name} ${path}`;
}

/** Path of a span that is named by its HTTP method alone; undefined for others, and where it says none. */
export function pathBeside(span: TraceSpan): string | undefined {
  return METHOD_ONLY.test(span.name) ? pathOf(span) : undefined;
}

function pathOf({ attributes }: TraceSpan): string | undefined {
  const path = attributes['url.path'] ?? attributes['http.target'] ?? attributes['url.full'];
  if (typeof path !== 'string') return undefined;
  return path.replace(/^\w+:\/\/[^/?#]*/, '').split(/[?#]/)[0] || '/';
}

/** Names the peer that a client or producer span calls, if it says so: a service, else host and port. */
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
