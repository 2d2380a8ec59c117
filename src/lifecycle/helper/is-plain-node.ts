import path from 'node:path';

/** Does `process.execPath` run the script it is given? The executable of a bundled app would start the app once more. */
export function isPlainNode(): boolean {
  if (process.versions.electron !== undefined || 'pkg' in process) return false;
  if (!/^node(js)?[\d.-]*(\.exe)?$/i.test(path.basename(process.execPath))) return false;
  try {
    return !(require('node:sea') as typeof import('node:sea')).isSea();
  } catch {
    return true; // Node before 20.12 does not tell; its name is all there is to go by.
  }
}
