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
  return new Set([...(TARGETS[row.name] ?? []).map(target => target.module), ...(row.modules ?? [])]);
}

/** Makes the list of modules that the module hook watches for. */
export function watchList(
  rows: readonly CatalogueRow[],
  also: Iterable<[string, readonly string[]]>,
): WatchList {
  const builtins = new Set<string>();
  const packages = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const module of modulesOf(row)) {
      if (BUILTINS.has(module)) builtins.add(module);
      else if (!packages.has(module)) packages.set(module, new Set());
    }
    for (const { module, files = [] } of TARGETS[row.name] ?? []) {
      for (const file of files) packages.get(module)!.add(path.normalize(file));
    }
  }
  for (const [name, files] of also) {
    packages.set(name, new Set([...(packages.get(name) ?? []), ...files.map(path.normalize)]));
  }
  return { builtins, packages };
}
