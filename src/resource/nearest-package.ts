import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Name and version of the nearest package.json above a file that has a name; undefined where there is none. */
export function nearestPackage(file: string): { name: string; version: string | undefined } | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const { name, version } = readManifest(folder);
    if (typeof name === 'string' && name !== '')
      return { name, version: typeof version === 'string' ? version : undefined };
    if (path.dirname(folder) === folder) return undefined;
  }
}

function readManifest(folder: string): { name?: unknown; version?: unknown } {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) ?? {};
  } catch {
    return {}; // None here, or one that cannot be read: the next folder above decides.
  }
}
