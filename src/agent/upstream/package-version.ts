import path from 'node:path';
import { readPlainFile } from '../../shared/read-plain-file';

const versions = new Map<string, string | undefined>();

/** Reads the version in a folder's package.json; undefined if there is none. */
export function packageVersion(folder: string): string | undefined {
  if (!versions.has(folder)) versions.set(folder, readVersion(folder));
  return versions.get(folder);
}

function readVersion(folder: string): string | undefined {
  try {
    return JSON.parse(readPlainFile(path.join(folder, 'package.json'))).version;
  } catch {
    return undefined;
  }
}

/** Notes the version of a package whose folder exists by name only, since a bundle holds its code. */
export function noteVersion(folder: string, version: string): void {
  versions.set(folder, version);
}

/** Tells whether the version in a folder's package.json is at least `since`. */
export function isSince(folder: string | undefined, since: readonly [major: number, minor: number]): boolean {
  if (folder === undefined) return false;
  const [major = 0, minor = 0] = packageVersion(folder)?.split('.').map(Number) ?? [];
  return major > since[0] || (major === since[0] && minor >= since[1]);
}
