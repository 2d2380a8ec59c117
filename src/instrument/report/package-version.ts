import { readFileSync } from 'node:fs';
import path from 'node:path';

const versions = new Map<string, string | undefined>();

/** The version in the package.json of a folder; undefined where there is none. */
export function packageVersion(folder: string): string | undefined {
  if (!versions.has(folder)) versions.set(folder, readVersion(folder));
  return versions.get(folder);
}

function readVersion(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
