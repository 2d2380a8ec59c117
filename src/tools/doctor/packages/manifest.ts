import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Contents of a package.json, as far as the checks need them. */
export interface Manifest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly main: string | undefined;
  readonly isEsModule: boolean;
  readonly scripts: Readonly<Record<string, string>>;
  /** Packages that the app needs where it runs. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Reads the nearest package.json, in a folder or above it up to `top`. A file that only says `type` is passed over. */
export function nearestManifest(folder: string, top = path.parse(folder).root): Manifest | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const manifest = readManifest(at);
    if (manifest !== undefined) return manifest;
    if (at === top || path.dirname(at) === at) return undefined;
  }
}

function readManifest(folder: string): Manifest | undefined {
  const json = readJson(path.join(folder, 'package.json'));
  const isMarkerOnly = Object.keys(json).every(key => key === 'type');
  if (isMarkerOnly) return undefined;
  const { name, main, type, scripts, dependencies, optionalDependencies, peerDependencies, devDependencies } =
    json;
  return {
    folder,
    name: typeof name === 'string' ? name : undefined,
    main: typeof main === 'string' ? main : undefined,
    isEsModule: type === 'module',
    scripts: Object(scripts) as Record<string, string>,
    dependencies: namesIn(dependencies, optionalDependencies, peerDependencies),
    devDependencies: namesIn(devDependencies),
  };
}

/** Reads a JSON file; an empty object if it is missing or cannot be read. */
export function readJson(file: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function namesIn(...lists: unknown[]): string[] {
  return [...new Set(lists.flatMap(list => Object.keys(Object(list) as object)))].sort();
}
