import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { refusalText } from './fields';
import type { Part, Path, Refuse } from './refuse';
import { yamlMessage } from './yaml-message';

/**
 * Reads rules from a text of YAML or JSON. Refusals name the line and column of the part: `has rule 2, match.kind (line
 * 3:12), which …`. Undefined after a refusal of the whole.
 */
export function readDocument<Rules>(
  text: string,
  read: (value: unknown, refuse: Refuse) => Rules | undefined,
  refuse: (message: string, part?: Part) => undefined,
): Rules | undefined {
  const { document, lines } = parse(text);
  const [error] = document.errors;
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}:${col}`;
  };
  if (error !== undefined)
    return refuse(`is not YAML or JSON at ${place(error.pos[0])}: ${yamlMessage(error.message)}`);
  const [plain, flaw] = plainOf(document);
  if (flaw !== undefined) return refuse(`is not YAML or JSON: ${flaw}`);
  return read(plain, (path, message) => {
    if (path.length === 0) return refuse(message);
    const offset = offsetOf(path);
    const line = offset === undefined ? undefined : place(offset);
    return refuse(refusalText(path, message, line), { path, message });
  });

  function offsetOf(path: Path): number | undefined {
    const node = document.getIn(path, true);
    const range = isNode(node) ? node.range : undefined;
    return range?.[0] ?? (path.length > 1 ? offsetOf(path.slice(0, -1)) : undefined);
  }
}

/** Plain value of a document, or the reason why its aliases give none. */
function plainOf(document: Document): [plain: unknown, flaw?: string] {
  try {
    return [document.toJS({ maxAliasCount: MAX_ALIASES })];
  } catch (error) {
    return [undefined, yamlMessage((error as Error).message)];
  }
}

/** Parses a text. Blanks around variables do not count, so a list may have lost the indentation of its first line. */
function parse(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const indent = /\n( +)- /.exec(text)?.[1];
  if (document.errors.length === 0 || indent === undefined || !text.startsWith('- '))
    return { document, lines };
  const indented = new LineCounter();
  const other = parseDocument(indent + text, { ...OPTIONS, lineCounter: indented });
  return other.errors.length === 0 ? { document: other, lines: indented } : { document, lines };
}

/** The parser emits its warnings in the process of the app. */
const OPTIONS = { prettyErrors: false, logLevel: 'error' } as const;

/** More would be a text made to fill the memory. */
const MAX_ALIASES = 100;
