import { isMap, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ParsedPair } from './block-edits';
import { endOf, indentationAt, lineBreakOf, lineStart, startOf } from './lines';
import { flowText, type Value } from './render';
import type { TextEdits } from './text-edits';

/** Indentation of a new line in brackets; undefined if all is on one line. */
export type Step = string | undefined;

/** Finds the layout of a collection in brackets; an empty one follows `parent`. */
export function stepOf(text: string, collection: YAMLMap | YAMLSeq, parent: Step): Step {
  const first = membersOf(collection)[0];
  if (first === undefined) return parent;
  const [open, begin] = [startOf(collection), first.start];
  if (lineStart(text, open) === lineStart(text, begin)) return undefined;
  const [outer, inner] = [indentationAt(text, open), indentationAt(text, begin)];
  return inner.startsWith(outer) && inner !== outer ? inner.slice(outer.length) : '  ';
}

/** Adds members in the layout of the present ones: items as they are, pairs of a mapping as `{ key: value }`. */
export function addFlowMembers(
  edits: TextEdits,
  collection: YAMLMap | YAMLSeq,
  values: readonly Value[] | { readonly [key: string]: Value },
  { where, step }: { where: 'start' | 'end'; step: Step },
): void {
  const { text } = edits;
  const members = membersOf(collection);
  const inner = indentationOf(text, collection, step);
  const separator = step === undefined ? ' ' : lineBreakOf(text) + inner;
  const added = textsOf(values, step).map(each => each.replaceAll('\n', lineBreakOf(text) + inner));
  const joined = added.join(`,${separator}`);
  if (members.length === 0) {
    const outer = lineBreakOf(text) + indentationAt(text, startOf(collection));
    const filled = step === undefined ? joined : separator + joined + outer;
    edits.replace(startOf(collection) + 1, endOf(collection) - 1, filled);
  } else if (where === 'start') edits.insert(members[0]!.start, `${joined},${separator}`);
  else edits.insert(members.at(-1)!.end, `,${separator}${joined}`);
}

/** Gives a value to a key without one. */
export function fillFlowPair(
  edits: TextEdits,
  { value: nothing }: ParsedPair,
  value: Value,
  step: Step,
): void {
  if (nothing === null) throw new Error('a key in brackets without a value');
  const lineBreak = lineBreakOf(edits.text) + indentationAt(edits.text, startOf(nothing));
  edits.replace(startOf(nothing), endOf(nothing), flowText(value, step).replaceAll('\n', lineBreak));
}

/** Removes members with their commas. */
export function removeFlowMembers(
  edits: TextEdits,
  collection: YAMLMap | YAMLSeq,
  isLeaving: (member: unknown) => boolean,
): void {
  const members = membersOf(collection);
  const leaving = collection.items.map(isLeaving);
  const firstKept = leaving.indexOf(false);
  if (firstKept === -1) {
    edits.remove(startOf(collection) + 1, endOf(collection) - 1);
    return;
  }
  if (firstKept > 0) edits.remove(members[0]!.start, members[firstKept]!.start);
  for (let at = firstKept + 1; at < members.length; at++) {
    if (leaving[at]) edits.remove(members[at - 1]!.end, members[at]!.end);
  }
}

function indentationOf(text: string, collection: YAMLMap | YAMLSeq, step: Step): string {
  const first = membersOf(collection)[0];
  if (first !== undefined) return indentationAt(text, first.start);
  return indentationAt(text, startOf(collection)) + (step ?? '');
}

function textsOf(values: readonly Value[] | { readonly [key: string]: Value }, step: Step): string[] {
  if (Array.isArray(values)) return values.map(value => flowText(value, step));
  return Object.entries(values).map(([key, value]) => `${JSON.stringify(key)}: ${flowText(value, step)}`);
}

function membersOf(collection: YAMLMap | YAMLSeq): { start: number; end: number }[] {
  if (!isMap(collection)) {
    return (collection.items as Node[]).map(item => ({ start: startOf(item), end: endOf(item) }));
  }
  return (collection.items as ParsedPair[]).map(({ key, value }) => ({
    start: startOf(key),
    end: value === null ? endOf(key) : Math.max(endOf(value), endOf(key)),
  }));
}
