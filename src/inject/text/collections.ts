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

/** How one document is laid out, for what is added to it. */
export interface Layout {
  /** Dashes of a sequence stand deeper than the key above them. */
  readonly indentSeq: boolean;
  /** Of collections in brackets: JSON on many lines. */
  readonly step: Step;
}

type Where = 'start' | 'end';
type Pairs = { readonly [key: string]: Value };

/** The pair of a key, also one without a value. */
export function pairOf(map: YAMLMap, key: string): ParsedPair | undefined {
  return (map.items as ParsedPair[]).find(pair => isScalar(pair.key) && pair.key.value === key);
}

/** The mapping under a key. */
export function mapIn(map: YAMLMap, key: string): YAMLMap | undefined {
  const value = pairOf(map, key)?.value;
  return isMap(value) ? value : undefined;
}

/** The mappings in the sequence under a key. */
export function itemsIn(map: YAMLMap, key: string): YAMLMap[] {
  const value = pairOf(map, key)?.value;
  return isSeq(value) ? value.items.filter(item => isMap(item)) : [];
}

/** The text under a key. */
export function textIn(map: YAMLMap | undefined, key: string): string | undefined {
  const value = map && pairOf(map, key)?.value;
  return isScalar(value) && !isNothing(value) ? String(value.value) : undefined;
}

/** Adds pairs to a mapping; a key that has no value is given it where it is. */
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

/** Adds items to the sequence under a key, which is made where it is missing. */
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

/** Takes pairs out of the mapping under a key; `isOurs`: the key goes too when nothing is left. */
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

/** Takes items out of the sequences under some keys; of those that are `ours` the key goes too when nothing is left. */
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

/** Takes pairs out of a mapping: all that leave it at once, since neighbours share a comma or a line. */
export function removeKeys(edits: TextEdits, map: YAMLMap, keys: readonly string[]): void {
  const leaving = keys.flatMap(key => pairOf(map, key) ?? []);
  if (leaving.length === 0) return;
  if (isFlow(map)) removeFlowMembers(edits, map, pair => leaving.includes(pair as ParsedPair));
  else removeBlockPairs(edits, map, leaving);
}

/** Appends to the text under a key, within the quotes that it is in. */
export function appendText(edits: TextEdits, map: YAMLMap, key: string, ending: string): void {
  const { scalar, closing, isPlainlyWritten } = scalarIn(map, key, ending);
  if (isPlainlyWritten && endsInText(edits, scalar, closing)) edits.insert(closing, ending);
  else rewrite(edits, map, scalar, scalar.value + ending);
}

/** Takes away what the text under a key ends with. */
export function removeEnding(edits: TextEdits, map: YAMLMap, key: string, ending: string): void {
  const { scalar, closing, isPlainlyWritten } = scalarIn(map, key, ending);
  const begin = closing - ending.length;
  const isAsAppended = edits.text.slice(begin, closing) === ending && endsInText(edits, scalar, begin);
  if (isPlainlyWritten && isAsAppended) edits.remove(begin, closing);
  else rewrite(edits, map, scalar, String(scalar.value).slice(0, -ending.length));
}

interface FoundScalar {
  readonly scalar: Scalar;
  /** Where the text ends, before a closing quote. */
  readonly closing: number;
  /** Not a block, and with an ending that means the same in any quotes and without. */
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

/** Whether something other than blanks stands before `at` in its line of a scalar: blanks that begin a line do not count. */
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
