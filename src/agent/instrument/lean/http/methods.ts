/** `http.request.method` as semantic conventions want it: a known method in capitals, `_OTHER` for any other. */
export function knownMethod(method: string | undefined): string {
  if (method === undefined) return 'GET';
  if (KNOWN.has(method)) return method;
  const upper = method.toUpperCase();
  return KNOWN.has(upper) ? upper : '_OTHER';
}

const KNOWN = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);
