/** Built-ins with targets in the catalogue, as `builtinName` names them; a test compares the two. */
export const BUILTINS: ReadonlySet<string> = new Set([
  'http',
  'https',
  'http2',
  'dns',
  'dns/promises',
  'net',
  'fs',
  'fs/promises',
  'node:sqlite',
]);

/** Names a built-in without `node:`, unless it is loaded in no other way: `sqlite` is a package. */
export function builtinName(request: string): string {
  return request.startsWith('node:') && !BUILTINS.has(request) ? request.slice(5) : request;
}
