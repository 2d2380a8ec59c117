import { readFileSync, statSync } from 'node:fs';

/** Reads the text of a plain file. Throws for anything else: a pipe would hold the app. */
export function readPlainFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Error(`${path} is no plain file`);
  return readFileSync(path, 'utf8');
}
