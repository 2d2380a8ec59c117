/**
 * Compiles globs into one test: `*` is any run of characters but `/`, `**` any run at all, `?` one character.
 * Undefined when there are no globs. `/static/**` also matches `/static`; a host without a port matches every port.
 */
export function globMatcher(globs: readonly string[]): ((text: string) => boolean) | undefined {
  if (globs.length === 0) return undefined;
  const pattern = new RegExp(`^(?:${globs.map(toPattern).join('|')})$`);
  return text => pattern.test(text);
}

function toPattern(glob: string): string {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\/\*\*$/, '\u0001')
    .replace(/\*\*/g, '\u0002')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\u0001', '(?:/.*)?')
    .replaceAll('\u0002', '.*');
  const isUrl = !glob.startsWith('/') && !glob.startsWith('*');
  const hasPort = /^[^/]*:\d/.test(glob);
  return isUrl && !hasPort ? body.replace(/^[^/(]*/, host => `${host}(?::\\d+)?`) : body;
}
