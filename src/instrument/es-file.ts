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

/** Is what comes from `--eval` or standard input an ES module, or is something imported before the entry? */
export function isEsText(): boolean {
  return process.execArgv.some(arg => /\bimport\b|=module$/.test(arg));
}

/** Is the script that Node was started with an ES module? By its name, or else by its syntax. */
export function isEsEntry(entry: string): boolean {
  if (isEsFile(entry)) return true;
  try {
    return ES_SYNTAX.test(readFileSync(entry, 'utf8'));
  } catch {
    return false; // Node says what is wrong with it.
  }
}

/** A `.js` file of a package without `type` runs as an ES module when its syntax is one (Node 20.19, 22.7). */
export const ES_SYNTAX: RegExp = /^\s*(?:import\b\s*[^(\s]|export\b)/m;
