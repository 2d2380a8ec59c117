import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a program that is measured. @param {string} name file in bench/apps */
export function appFile(name) {
  return path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'apps', name);
}
