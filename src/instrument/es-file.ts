import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Is this file an ES module? By extension, else by the `type` of the nearest package.json, as Node decides. */
export function isEsFile(filename: string): boolean {
  if (/\.m[jt]s$/.test(filename)) return true;
  if (/\.c[jt]s$/.test(filename)) return false;
  for (let dir = path.dirname(filename); ; dir = path.dirname(dir)) {
    try {
      return JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')).type === 'module';
    } catch {
      if (path.dirname(dir) === dir) return false;
    }
  }
}
