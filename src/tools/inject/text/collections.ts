import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import {
  addBlockItems,
  addBlockPairs,
  fillBlockPair,
  type ParsedPair,
  removeBlockItems,
  removeBlockPairs,
} from './block-edits';
import { addFlowMembers, fillFlowPair, removeFlowMembers, type Step, stepOf } from './flow-edits';
import { endOf, isFlow, isNothing, lineBreakOf, lineStart, startOf } from './lines';
import { scalarText, type Value } from './render';
import type { TextEdits } from './text-edits';

/** Layout of a document, for additions. */
export interface Layout {
  /** True if dashes of a sequence are deeper than the key above them. */
  readonly indentSeq: boolean;
  /** Indentation of collections in brackets, as in JSON on many lines. */
  readonly step: Step;
}

type Where = 'start' | 'end';
type Pairs = { readonly [key: string]: Value };

/** Finds the pair of a key, also one without a value. */
export function pairOf(map: YAMLMap, key: string): ParsedPair | undefined {
  return (map.items as ParsedPair[]).find(pair => isScalar(pair.key) && pair.key.value === key);
}

/** Finds the mapping under a key. */
export function mapIn(map: YAMLMap, key: string): YAMLMap | undefined {
  const value = pairOf(map, key)?.value;
  return isMap(value) ? value : undefined;
}

/** Finds the mappings in the sequence under a key. */
export function itemsIn(map: YAMLMap, key: string): YAMLMap[] {
  const value = pairOf(map, key)?.value;
  return isSeq(value) ? value.items.filter(item => isMap(item)) : [];
}

/** Finds the text under a key. */
export function textIn(map: YAMLMap | undefined, key: string): string | undefined {
  const value = map && pairOf(map, key)?.value;
  return isScalar(value) && !isNothing(value) ? String(value.value) : undefined;
}

/** Adds pairs to a mapping. A key without a value gets it in place. */
export function addPairs(
  edits: TextEdits,
  map: YAMLMap,
  pairs: Pairs,
  layout: Layout,
  where: Where = 'end',
): void {
  const missing: Record<string, Value> = {};
  for (const [key, value] of Object.entries(pairs)) {
    const pair = pairOf(map, key);
    if (pair === undefined) missing[key] = value;
    else if (!isFlow(map)) fillBlockPair(edits, pair, value, layout.indentSeq);
    else fillFlowPair(edits, pair, value, stepOf(edits.text, map, layout.step));
  }
  if (Object.keys(missing).length === 0) return;
  if (isFlow(map)) {
    const step = stepOf(edits.text, map, layout.step);
    addFlowMembers(edits, map, missing, { where, step });
  } else addBlockPairs(edits, map, missing, { where, indentSeq: layout.indentSeq });
}

/** Adds items to the sequence under a key, and the sequence if it is missing. */
export function addItems(
  edits: TextEdits,
  map: YAMLMap,
  key: string,
  items: readonly Value[],
  layout: Layout,
  where: Where = 'end',
): void {
  const pair = pairOf(map, key);
  if (pair === undefined || isNothing(pair.value)) {
    addPairs(edits, map, { [key]: items }, layout);
    return;
  }
  const seq = pair.value as YAMLSeq;
  if (isFlow(seq)) addFlowMembers(edits, seq, items, { where, step: stepOf(edits.text, seq, layout.step) });
  else addBlockItems(edits, pair as Pair<Node, YAMLSeq>, items, { where, indentSeq: layout.indentSeq });
}

/** Removes pairs from the mapping under a key. With `isOurs` the key goes too if nothing is left. */
export function removePairs(
  edits: TextEdits,
  map: YAMLMap,
  key: string,
  leaving: readonly string[],
  isOurs: boolean,
): void {
  const inner = mapIn(map, key);
  if (inner === undefined) return;
  const isLeaving = (pair: unknown) => leaving.includes(String((pair as ParsedPair).key));
  if (isOurs && inner.items.every(isLeaving)) removeKeys(edits, map, [key]);
  else removeKeys(edits, inner, leaving);
}

/** Removes items from the sequences under some keys. Keys in `ours` go too if nothing is left. */
export function removeItems(
  edits: TextEdits,
  map: YAMLMap,
  leaving: { readonly [key: string]: (item: YAMLMap) => boolean },
  ours: readonly string[],
): void {
  const emptied = Object.entries(leaving).filter(([key, isItemLeaving]) => {
    const seq = pairOf(map, key)?.value;
    if (!isSeq(seq)) return false;
    const isLeaving = (item: unknown) => isMap(item) && isItemLeaving(item);
    if (ours.includes(key) && seq.items.every(isLeaving)) return true;
    if (isFlow(seq)) removeFlowMembers(edits, seq, isLeaving);
    else removeBlockItems(edits, seq, isLeaving);
    return false;
  });
  removeKeys(
    edits,
    map,
    emptied.map(([key]) => key),
  );
}

/** Removes pairs from a mapping, all at once, since neighbours share a comma or a line. */
export function removeKeys(edits: TextEdits, map: YAMLMap, keys: readonly string[]): void {
  const leaving = keys.flatMap(key => pairOf(map, key) ?? []);
  if (leaving.length === 0) return;
  if (isFlow(map)) removeFlowMembers(edits, map, pair => leaving.includes(pair as ParsedPair));
  else removeBlockPairs(edits, map, leaving);
}

/** Appends to the text under a key, within its quotes. */
export function appendText(edits: TextEdits, map: YAMLMap, key: string, ending: string): void {
  const { scalar, closing, isPlainlyWritten } = scalarIn(map, key, ending);
  if (isPlainlyWritten && endsInText(edits, scalar, closing)) edits.insert(closing, ending);
  else rewrite(edits, map, scalar, scalar.value + ending);
}

/** Removes an ending of the text under a key. */
export function removeEnding(edits: TextEdits, map: YAMLMap, key: string, ending: string): void {
  const { scalar, closing, isPlainlyWritten } = scalarIn(map, key, ending);
  const begin = closing - ending.length;
  const isAsAppended = edits.text.slice(begin, closing) === ending && endsInText(edits, scalar, begin);
  if (isPlainlyWritten && isAsAppended) edits.remove(begin, closing);
  else rewrite(edits, map, scalar, String(scalar.value).slice(0, -ending.length));
}

interface FoundScalar {
  readonly scalar: Scalar;
  /** End of the text, before a closing quote. */
  readonly closing: number;
  /** True for text that is no block and whose ending means the same in any quotes and without. */
  readonly isPlainlyWritten: boolean;
}

function scalarIn(map: YAMLMap, key: string, ending: string): FoundScalar {
  const scalar = pairOf(map, key)?.value;
  if (!isScalar(scalar)) throw new Error(`${key} is not a text`);
  const isWritten = startOf(scalar) < endOf(scalar);
  const isQuoted = scalar.type === 'QUOTE_SINGLE' || scalar.type === 'QUOTE_DOUBLE';
  const isPlain = scalar.type === 'PLAIN' && isWritten && !(isFlow(map) && ending.includes(','));
  const isPlainlyWritten = (isQuoted || isPlain) && /^[-\w ./=,]*$/.test(ending);
  return { scalar, closing: endOf(scalar) - (isQuoted ? 1 : 0), isPlainlyWritten };
}

/** True if the scalar's line has more than blanks before `at`: blanks at the start of a line do not count. */
function endsInText({ text }: TextEdits, scalar: Scalar, at: number): boolean {
  const begin = Math.max(startOf(scalar), lineStart(text, at));
  return text.slice(begin, at).trim() !== '';
}

function rewrite(edits: TextEdits, map: YAMLMap, scalar: Scalar, text: string): void {
  const lineBreak = scalar.type?.startsWith('BLOCK') ? lineBreakOf(edits.text) : '';
  edits.replace(
    startOf(scalar),
    endOf(scalar),
    scalarText(text, scalar.type as Scalar.Type, isFlow(map)) + lineBreak,
  );
}
