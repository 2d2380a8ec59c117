import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a package.json says of itself. */
export interface Manifest {
  readonly name: string;
  readonly version: string | undefined;
}

/** The nearest package.json with a name, in a folder or above it, up to the folder `last`; undefined where there is none. */
export function nearestPackage(folder: string, last = path.parse(folder).root): Manifest | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const { name, version } = readManifest(at);
    if (typeof name === 'string' && name !== '')
      return { name, version: typeof version === 'string' ? version : undefined };
    if (at === last || path.dirname(at) === at) return undefined;
  }
}

function readManifest(folder: string): { name?: unknown; version?: unknown } {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) ?? {};
  } catch {
    return {}; // None here, or one that cannot be read: the next folder above decides.
  }
}
