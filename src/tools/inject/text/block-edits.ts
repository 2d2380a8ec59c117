import type { CST, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { columnOf, endOf, isNothing, lineBreakOf, lineStart, nextLine, startOf } from './lines';
import { blockLines, type Value } from './render';
import type { TextEdits } from './text-edits';

/** A pair of a mapping, as parsed. */
export type ParsedPair = Pair<Node, Node | null>;

/** Adds pairs on lines of their own, after or before the others. */
export function addBlockPairs(
  edits: TextEdits,
  map: YAMLMap,
  pairs: { readonly [key: string]: Value },
  { where, indentSeq }: { where: 'start' | 'end'; indentSeq: boolean },
): void {
  const { text } = edits;
  const first = startOf((map.items[0] as ParsedPair).key);
  const at = where === 'end' ? nextLine(text, endOf(map)) : lineStart(text, first);
  insertLines(edits, at, { column: columnOf(text, first), lines: blockLines(pairs, indentSeq) });
}

/** Gives a value to a key without one. */
export function fillBlockPair(edits: TextEdits, pair: ParsedPair, value: Value, indentSeq: boolean): void {
  const { text } = edits;
  const { key, value: nothing } = pair;
  if (nothing !== null) edits.remove(startOf(nothing), endOf(nothing));
  const lines = blockLines({ key: value }, indentSeq).slice(1);
  const at = nextLine(text, nothing === null ? endOf(key) : endOf(nothing));
  insertLines(edits, at, { column: columnOf(text, startOf(key)), lines, isInSequence: true });
}

/** Adds items after the others, or directly below the key of the sequence. */
export function addBlockItems(
  edits: TextEdits,
  { key, value: seq }: Pair<Node, YAMLSeq>,
  items: readonly Value[],
  { where, indentSeq }: { where: 'start' | 'end'; indentSeq: boolean },
): void {
  const { text } = edits;
  const at = nextLine(text, where === 'end' ? endOf(seq!) : endOf(key));
  const column = columnOf(text, dashes(seq!)[0]!);
  insertLines(edits, at, { column, lines: blockLines(items, indentSeq), isInSequence: true });
}

/** Removes items with their lines. Removing all leaves a key without a value. */
export function removeBlockItems(
  edits: TextEdits,
  seq: YAMLSeq,
  isLeaving: (item: unknown) => boolean,
): void {
  const starts = dashes(seq);
  seq.items.forEach((item, index) => {
    if (isLeaving(item)) removeLines(edits, lineStart(edits.text, starts[index]!), endOf(item as Node));
  });
}

/** Removes pairs with their lines. The dash before the first pair of an item goes to the first pair that stays. */
export function removeBlockPairs(edits: TextEdits, map: YAMLMap, leaving: readonly ParsedPair[]): void {
  const { text } = edits;
  const pairs = map.items as ParsedPair[];
  const firstKept = pairs.findIndex(pair => !leaving.includes(pair));
  const start = startOf(pairs[0]!.key);
  const isBehindDash = text.slice(lineStart(text, start), start).trim() !== '';
  const areTogether = isBehindDash && firstKept > 0;
  if (areTogether) edits.remove(start, startOf(pairs[firstKept]!.key));
  for (const pair of areTogether ? leaving.filter(each => pairs.indexOf(each) > firstKept) : leaving) {
    const end = endOf(isNothing(pair.value) ? pair.key : pair.value!);
    removeLines(edits, lineStart(text, startOf(pair.key)), end);
  }
}

function removeLines(edits: TextEdits, from: number, end: number): void {
  edits.remove(from, nextLine(edits.text, end));
}

/** Finds the end of items whose dashes are no deeper than their key, before the key's next sibling. */
function insertLines(
  edits: TextEdits,
  at: number,
  {
    column,
    lines,
    isInSequence = false,
  }: { column: number; lines: readonly string[]; isInSequence?: boolean },
): void {
  const lineBreak = lineBreakOf(edits.text);
  const inserted = lines.map(line => ' '.repeat(column) + line + lineBreak).join('');
  edits.insert(at, inserted, column + (isInSequence ? 0.5 : 0));
}

/** Column of the items' dashes. */
function dashes(seq: YAMLSeq): number[] {
  const { items } = seq.srcToken as CST.BlockSequence;
  return items.flatMap(item =>
    item.start.filter(({ type }) => type === 'seq-item-ind').map(({ offset }) => offset),
  );
}
