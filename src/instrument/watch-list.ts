import path from 'node:path';
import type { CatalogueRow } from './catalogue';
import type { WatchList } from './module-hook';
import targets from './targets.generated.json';

/** Packages, and files of theirs beside the main one. */
export type PackageFiles = ReadonlyMap<string, readonly string[]>;

type TargetFile = { readonly module: string; readonly files: readonly string[] };
const TARGETS: Readonly<Record<string, readonly TargetFile[]>> = targets;

/** The built-ins and packages that an instrumentation patches. */
export function modulesOf(row: CatalogueRow): Set<string> {
  return new Set([...(TARGETS[row.name] ?? []).map(target => target.module), ...(row.modules ?? [])]);
}

/** What the module hook has to look out for. */
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
    for (const { module, files } of TARGETS[row.name] ?? []) {
      for (const file of files) packages.get(module)!.add(path.normalize(file));
    }
  }
  for (const [name, files] of also) {
    packages.set(name, new Set([...(packages.get(name) ?? []), ...files.map(path.normalize)]));
  }
  return { builtins, packages };
}

/** The built-ins that the catalogue has targets in; a test holds this set against it. */
export const BUILTINS: ReadonlySet<string> = new Set([
  'http',
  'https',
  'dns',
  'dns/promises',
  'net',
  'fs',
  'fs/promises',
]);
