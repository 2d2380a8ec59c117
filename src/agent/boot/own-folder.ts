// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { lstatSync, type Stats } from 'fs';

/** Taken at the start: a worker thread looks late, when its app may have replaced globals. */
const ownProcess = process;

/** True for a folder that only this user can write to; false for a link to one. Throws if there is nothing. */
export function isOwnFolder(folder: string): boolean {
  return isOwn(lstatSync(folder));
}

/** Judges a folder by what `lstat` tells of it. Windows has no such rights: its temporary folder is the user's. */
export function isOwn(stat: Stats): boolean {
  if (!stat.isDirectory()) return false;
  return ownProcess.getuid === undefined || (stat.uid === ownProcess.getuid() && (stat.mode & 0o077) === 0);
}
