/**
 * Follows a script's symbolic links; returns the script itself if that fails: in yarn's zip files, or if it does not
 * exist.
 */
export function realPath(script: string): string {
  // Loaded late: a disabled process does not need it.
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  const { realpathSync }: typeof import('node:fs') = require('fs');
  try {
    return realpathSync.native(script);
  } catch {
    return script;
  }
}
