import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Absolute path of a program in `folders`, else on PATH; undefined when it is nowhere. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return [...folders, ...onPath].map(folder => path.resolve(folder, file)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
