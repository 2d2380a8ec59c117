/** Windows' paths with forward slashes. */
export function withSlashes(path: string): string {
  return path.split('\\').join('/');
}
