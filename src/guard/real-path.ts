/** The link itself where it cannot be followed: a script in yarn's zip files, one that does not exist. */
export function realPath(script: string): string {
  // Not at the top: a disabled process has no use for it.
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  const { realpathSync }: typeof import('node:fs') = require('fs');
  try {
    return realpathSync.native(script);
  } catch {
    return script;
  }
}
