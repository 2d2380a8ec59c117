import type { Dialect } from './dialects';
import { COMMENT, EITHER, END, LITERAL, Scanner } from './scanner';

/** Lists the contents of a statement's literals and comments, the longest first, for errors that quote them. */
export function literalsOf(text: string, dialect: Dialect): string[] {
  const scanner = new Scanner(text, dialect);
  const contents = new Set<string>();
  for (let kind = scanner.next(); kind !== END; kind = scanner.next()) {
    if (kind !== LITERAL && kind !== COMMENT && kind !== EITHER) continue;
    const token = text.slice(scanner.start, scanner.end);
    const content = kind === COMMENT ? token : contentOf(token);
    contents.add(content).add(unescaped(content));
  }
  return [...contents].filter(content => content.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/**
 * Shortest content to list: shorter ones occur in too many words. Errors put them in quotes, which is enough to find
 * them.
 */
const SHORTEST = 3;

function contentOf(token: string): string {
  return /^[^'"]{0,3}?(['"])([\s\S]*)\1$/.exec(token)?.[2] ?? token.replace(/^(\$\w*\$)([\s\S]*)\1$/, '$2');
}

/** Removes escapes, as the database does. */
function unescaped(content: string): string {
  return content.replace(/''|""|\\[\s\S]/g, pair => pair.slice(1));
}
