// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { lstatSync, readdirSync, unlinkSync } from 'fs';

/**
 * Most files that are kept, a megabyte each: projects, versions and flags come and go, and nothing else tidies up here.
 */
const MAX_FILES = 32;
const NAME = /^[0-9a-f]{16}-\w+-[\w.-]+-[0-9a-z]+(\.[\w-]+)?$/;

/** Removes all but the newest code files of a folder; leaves other files alone. */
export function removeOldest(folder: string): void {
  // Loaded late: a process that the guard keeps out does not need it.
  const path: typeof import('node:path') = require('path');
  const names = readdirSync(folder).filter(name => NAME.test(name));
  if (names.length <= MAX_FILES) return;
  const files = names.map(name => path.join(folder, name));
  const writtenMs = new Map(files.map(file => [file, lstatSync(file).mtimeMs]));
  files.sort((a, b) => writtenMs.get(b)! - writtenMs.get(a)!);
  for (const file of files.slice(MAX_FILES)) unlinkSync(file);
}
