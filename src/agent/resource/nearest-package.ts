import path from 'node:path';
import { readPlainFile } from '../../shared/read-plain-file';

/** Name and version in a package.json. */
export interface Manifest {
  /** Its path. */
  readonly file: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** Finds the nearest package.json with a name, in a folder or above it, up to the folder `last`. */
export function nearestPackage(folder: string, last = path.parse(folder).root): Manifest | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const { name, version } = readManifest(at);
    if (typeof name === 'string' && name !== '')
      return { file: fileIn(at), name, version: typeof version === 'string' ? version : undefined };
    if (at === last || path.dirname(at) === at) return undefined;
  }
}

function readManifest(folder: string): { name?: unknown; version?: unknown } {
  try {
    return JSON.parse(readPlainFile(fileIn(folder))) ?? {};
  } catch {
    return {}; // Missing or unreadable: the next folder above decides.
  }
}

function fileIn(folder: string): string {
  return path.join(folder, 'package.json');
}
