import { isCollection, isMap, isScalar, type Node } from 'yaml';

/** Style of a collection: in brackets, as in JSON, or by indentation. */
export function isFlow(node: Node): boolean {
  return isCollection(node) && node.flow === true;
}

/** Start of a node's own text. */
export function startOf(node: Node): number {
  return rangeOf(node)[0];
}

/** End of a node's text, without comments and blank lines after it, with a block scalar's line break. */
export function endOf(node: Node): number {
  if (!isCollection(node) || isFlow(node)) return rangeOf(node)[1];
  const last = node.items.at(-1);
  if (!isMap(node)) return last === undefined || last === null ? rangeOf(node)[1] : endOf(last as Node);
  const { key, value } = last as { key: Node; value: Node | null };
  return value === null ? rangeOf(key)[1] : Math.max(endOf(value), rangeOf(key)[1]);
}

/** Start of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Start of the line after a node's end, in a text whose last line ends with a line break. */
export function nextLine(text: string, end: number): number {
  if (end > 0 && text[end - 1] === '\n') return end;
  return text.indexOf('\n', end) + 1;
}

/** Column of a position. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Indentation of a position's line. */
export function indentationAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))![0];
}

/** Line break of this text. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** True if a key has a value: `key:` and `key: null` have none. */
export function isNothing(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

function rangeOf(node: Node): readonly [number, number, number] {
  if (node.range === undefined || node.range === null)
    throw new Error('a node that was not parsed from text');
  return node.range;
}
