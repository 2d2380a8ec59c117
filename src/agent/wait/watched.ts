import { builtinName } from '../instrument/catalogue/builtins';
import { locate } from '../instrument/modules/package-file';
import watched from './watched.generated.json';

const builtins: ReadonlySet<string> = new Set(watched.builtins);
const packages: ReadonlySet<string> = new Set(watched.packages);

/** Tells whether a built-in may be instrumented: `http`, `node:http`. */
export function isWatchedBuiltin(request: string): boolean {
  return builtins.has(builtinName(request));
}

/** Tells whether a package may be instrumented. */
export function isWatchedPackage(name: string): boolean {
  return packages.has(name);
}

/** Tells whether a file belongs to such a package. */
export function isInWatchedPackage(filename: string): boolean {
  const file = locate(filename);
  return file !== undefined && packages.has(file.packageName);
}
