/** NODE_OPTIONS with the preload appended, never replaced and never there twice (Node.js documentation, "NODE_OPTIONS"). */
export function appendPreload(nodeOptions: string | undefined, preload: string): string {
  const file = quote(preload);
  const before = nodeOptions?.trim() ?? '';
  if (` ${before.replaceAll('=', ' ')} `.includes(` ${file} `)) return before;
  return `${before} --require ${file}`.trimStart();
}

// Inside double quotes a backslash escapes, outside of them it is just a character.
function quote(path: string): string {
  return /[\s"]/.test(path) ? `"${path.replace(/[\\"]/g, '\\$&')}"` : path;
}
