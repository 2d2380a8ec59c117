import type { Targets } from '../coverage';
import { locate } from '../package-file';
import type { SeenPackage } from './coverage-news';

/** The packages of the catalogue among files that were in memory before the agent. */
export function earlyPackages(files: readonly string[], targets: Targets): SeenPackage[] {
  const names = new Set(Object.values(targets).flatMap(row => row.map(({ module }) => module)));
  const found = new Map<string, SeenPackage>();
  for (const filename of files) {
    const file = locate(filename);
    if (file === undefined || !names.has(file.packageName)) continue;
    found.set(file.baseDir, { name: file.packageName, baseDir: file.baseDir });
  }
  return [...found.values()];
}
