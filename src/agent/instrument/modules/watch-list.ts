import path from 'node:path';
import { BUILTINS } from '../catalogue/builtins';
import type { CatalogueRow } from '../catalogue/row';
import targets from '../catalogue/targets.generated.json';

/** Built-ins by name, and packages by name with those of their inner files that matter (`lib/client.js`). */
export interface WatchList {
  readonly builtins: ReadonlySet<string>;
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Packages, and their watched files beside the main file. */
export type PackageFiles = ReadonlyMap<string, readonly string[]>;

type TargetFile = { readonly module: string; readonly files?: readonly string[] };
const TARGETS: Readonly<Record<string, readonly TargetFile[]>> = targets;

/** Returns the built-ins and packages that an instrumentation patches. */
export function modulesOf(row: CatalogueRow): Set<string> {
  const names = new Set<string>();
  for (const { module } of TARGETS[row.name] ?? []) names.add(module);
  for (const name of row.modules ?? []) names.add(name);
  return names;
}

/** Makes the list of modules that the module hook watches for. Every process does, so little is allocated. */
export function watchList(
  rows: readonly CatalogueRow[],
  also: Iterable<[string, readonly string[]]>,
): WatchList {
  const builtins = new Set<string>();
  const packages = new Map<string, ReadonlySet<string>>();
  const add = (name: string, files: readonly string[]) => {
    const known = packages.get(name);
    if (known === undefined || files.length > 0)
      packages.set(
        name,
        files.length === 0 ? NO_FILES : new Set([...(known ?? []), ...files.map(asInPaths)]),
      );
  };
  const addModule = (name: string, files: readonly string[] = []) => {
    if (BUILTINS.has(name)) builtins.add(name);
    else add(name, files);
  };
  for (const row of rows) {
    for (const { module, files } of TARGETS[row.name] ?? []) addModule(module, files);
    for (const name of row.modules ?? []) addModule(name);
  }
  for (const [name, files] of also) add(name, files);
  return { builtins, packages };
}

const NO_FILES: ReadonlySet<string> = new Set();

/** Tables have slashes. */
function asInPaths(file: string): string {
  return path.sep === '/' ? file : path.normalize(file);
}
