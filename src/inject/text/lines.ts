import { isCollection, isMap, isScalar, type Node } from 'yaml';

/** Collections in brackets, as in JSON, and those made by indentation. */
export function isFlow(node: Node): boolean {
  return isCollection(node) && node.flow === true;
}

/** Where a node's own text begins. */
export function startOf(node: Node): number {
  return rangeOf(node)[0];
}

/** Where the text of a node ends: comments and blank lines behind it do not count, a block scalar's line break does. */
export function endOf(node: Node): number {
  if (!isCollection(node) || isFlow(node)) return rangeOf(node)[1];
  const last = node.items.at(-1);
  if (!isMap(node)) return last === undefined || last === null ? rangeOf(node)[1] : endOf(last as Node);
  const { key, value } = last as { key: Node; value: Node | null };
  return value === null ? rangeOf(key)[1] : Math.max(endOf(value), rangeOf(key)[1]);
}

/** The first position of the line that `at` is in. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The first position of the line behind a node that ends there, in a text whose last line has an end. */
export function nextLine(text: string, end: number): number {
  if (end > 0 && text[end - 1] === '\n') return end;
  return text.indexOf('\n', end) + 1;
}

/** How far into its line a position is. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** The blanks that the line of a position begins with. */
export function indentationAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))![0];
}

/** How this text ends its lines. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Whether a value is there at all: `key:` and `key: null` say that it is not. */
export function isNothing(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

function rangeOf(node: Node): readonly [number, number, number] {
  if (node.range === undefined || node.range === null)
    throw new Error('a node that was not parsed from text');
  return node.range;
}
