/** Operation and index of a request, as far as its path tells. */
export interface Endpoint {
  readonly operation: string;
  readonly index: string | undefined;
}

/** Operations on documents and indices, which have no name in the path. */
const BY_METHOD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  _doc: { GET: 'get', HEAD: 'exists', PUT: 'index', POST: 'index', DELETE: 'delete' },
  '': {
    GET: 'indices.get',
    HEAD: 'indices.exists',
    PUT: 'indices.create',
    POST: 'indices.create',
    DELETE: 'indices.delete',
  },
};

/** Groups of operations, whose next segment is the operation: `/_cluster/health`. */
const GROUPS = new Set(['_cat', '_cluster', '_ingest', '_nodes', '_plugins', '_snapshot', '_tasks']);

/** Reads `/orders/_search` as `search` of `orders`; ids and names within the path are not looked at. */
export function readPath(method: string, path: string): Endpoint {
  const segments = path.split('?', 1)[0]!.split('/').filter(Boolean);
  const at = segments.findIndex(segment => segment.startsWith('_') && segment !== '_all');
  const index = at === 0 ? undefined : segments[0];
  const name = at === -1 ? '' : segments[at]!;
  if (name === '' && index === undefined) return { operation: method === 'HEAD' ? 'ping' : 'info', index };
  const operation = BY_METHOD[name]?.[method] ?? name.slice(1);
  const next = segments[at + 1];
  const isNamed = GROUPS.has(name) && next !== undefined && /^[a-z_]+$/.test(next);
  return { operation: isNamed ? `${operation}.${next}` : operation, index };
}
