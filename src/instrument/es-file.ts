import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Is this file an ES module? By extension, else by the `type` of the nearest package.json, as Node decides. */
export function isEsFile(filename: string): boolean {
  if (/\.m[jt]s$/.test(filename)) return true;
  if (/\.c[jt]s$/.test(filename)) return false;
  for (let dir = path.dirname(filename); ; dir = path.dirname(dir)) {
    try {
      return (
        JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')).type === 'module' || isByDefault()
      );
    } catch {
      if (path.dirname(dir) === dir) return isByDefault();
    }
  }
}

function isByDefault(): boolean {
  return process.execArgv.includes('--experimental-default-type=module');
}

/** Without an entry: is what comes from `--eval` or standard input an ES module, or is something imported before it? */
export function isEsText(): boolean {
  return process.execArgv.some(arg => /\bimport\b|=module$/.test(arg));
}

/** A `.js` file of a package without `type` runs as an ES module when its syntax is one (Node 22.7 and newer). */
export const ES_SYNTAX: RegExp = /^\s*(?:import\b\s*[^(\s]|export\b)/m;
