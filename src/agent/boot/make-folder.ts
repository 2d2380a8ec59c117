// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { existsSync, mkdirSync } from 'fs';

/** Makes a folder of this user, and those above it. Node's own `recursive` never returns below /proc. */
export function makeFolder(folder: string): void {
  const { dirname }: typeof import('node:path') = require('path');
  if (existsSync(folder) || dirname(folder) === folder) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // Else made meanwhile.
  }
}
