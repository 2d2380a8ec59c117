import { existsSync } from 'node:fs';
import path from 'node:path';
import targets from '../mark/targets.generated.json';

/** Lists the packages of the catalogue that are installed for an app: in its folder, or in one above. */
export function installedPackages(folder: string): string[] {
  return Object.keys(targets)
    .filter(name => isInstalled(name, folder))
    .sort();
}

function isInstalled(name: string, folder: string): boolean {
  for (let dir = folder; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'node_modules', name, 'package.json'))) return true;
    if (path.dirname(dir) === dir) return false;
  }
}
