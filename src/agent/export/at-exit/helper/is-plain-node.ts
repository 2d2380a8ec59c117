import path from 'node:path';

/**
 * True if `process.execPath` runs the script it is given. The executable of a bundled app would start the app once
 * more.
 */
export function isPlainNode(): boolean {
  if (process.versions.electron !== undefined || 'pkg' in process) return false;
  if (!/^node(js)?[\d.-]*(\.exe)?$/i.test(path.basename(process.execPath))) return false;
  try {
    return !(require('node:sea') as typeof import('node:sea')).isSea();
  } catch {
    return true; // Node before 20.12 has no `node:sea`: the executable's name has to do.
  }
}
