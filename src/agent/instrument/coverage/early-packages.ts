import { locate } from '../modules/package-file';
import type { SeenPackage, Targets } from './targets';

/** Finds packages of the catalogue among files that were loaded before the agent. */
export function earlyPackages(files: readonly string[], targets: Targets): SeenPackage[] {
  const names = new Set(Object.values(targets).flatMap(row => row.map(({ module }) => module)));
  const found = new Map<string, SeenPackage>();
  for (const filename of files) {
    const file = locate(filename);
    if (file === undefined || !names.has(file.packageName)) continue;
    const { packageName: name, baseDir } = file;
    found.set(baseDir, { name, baseDir, version: undefined, isByChannels: false });
  }
  return [...found.values()];
}
