import { BEFORE_THE_FILE } from './parts/distribution';
import { root } from './parts/root';

/** Where a setting stands in a configuration file; undefined for what is read before the file is. */
export function placeInFile(name: string): string | undefined {
  if (BEFORE_THE_FILE.some(one => one === name)) return undefined;
  const paths = root.places.filter(({ setting }) => setting === name).map(({ path }) => path);
  return paths.find(path => !path.startsWith('distribution.')) ?? paths[0];
}
