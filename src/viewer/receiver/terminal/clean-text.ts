/** Control characters (terminal commands begin with one), and those that turn the reading direction or cannot be seen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Makes text from a span safe to print: one line, nothing that a terminal would obey, `maxLength` characters at most. */
export function cleanText(text: string, maxLength = 200): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .replace(UNSAFE, '\u{fffd}');
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}
