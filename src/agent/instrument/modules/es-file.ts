import path from 'node:path';
import { readPlainFile } from '../../../shared/read-plain-file';

/** Tells whether a file is an ES module: by extension, else by the `type` of the nearest package.json, as Node does. */
export function isEsFile(filename: string): boolean {
  if (/\.m[jt]s$/.test(filename)) return true;
  if (/\.c[jt]s$/.test(filename)) return false;
  for (let dir = path.dirname(filename); ; dir = path.dirname(dir)) {
    try {
      return JSON.parse(readPlainFile(path.join(dir, 'package.json'))).type === 'module' || isByDefault();
    } catch {
      if (path.dirname(dir) === dir) return isByDefault();
    }
  }
}

function isByDefault(): boolean {
  return process.execArgv.includes('--experimental-default-type=module');
}

/** True if `--eval` or standard input holds an ES module, or if something is imported before the entry. */
export function isEsText(): boolean {
  return process.execArgv.some(arg => /\bimport\b|=module$/.test(arg));
}

/** Tells whether Node's script is an ES module: by its name, else by its syntax. */
export function isEsEntry(entry: string): boolean {
  if (isEsFile(entry)) return true;
  try {
    return ES_SYNTAX.test(readPlainFile(entry));
  } catch {
    return false; // Node reports the error itself.
  }
}

/** Syntax by which a `.js` file of a package without `type` runs as an ES module (Node 20.19, 22.7). */
export const ES_SYNTAX: RegExp = /^\s*(?:import\b\s*[^(\s]|export\b)/m;
