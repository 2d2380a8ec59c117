/** Turns a Windows path into one with forward slashes. */
export function withSlashes(path: string): string {
  return path.split('\\').join('/');
}
