import { Interner } from '../interner';

/** Strings of a sealed interner, those of a kind side by side. */
export interface ByKind {
  readonly fields: Interner;
  /** First string of each kind, and the end of the last. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** New number of each string. */
  readonly numbers: Uint32Array;
}

/** Orders strings by their kind, a number below `kinds`; those of a kind keep their order. */
export function byKind(unordered: Interner, kindOf: Uint32Array, kinds: number): ByKind {
  const { count } = unordered;
  const starts = new Uint32Array(kinds + 1);
  for (let at = 0; at < count; at++) starts[kindOf[at]! + 1]!++;
  for (let kind = 0; kind < kinds; kind++) starts[kind + 1]! += starts[kind]!;
  const next = starts.slice();
  const numbers = new Uint32Array(count);
  const places = new Uint32Array(count + 1);
  for (let at = 0; at < count; at++) {
    const number = next[kindOf[at]!]!++;
    numbers[at] = number;
    places[number + 1] = unordered.startOf(at + 1) - unordered.startOf(at);
  }
  for (let number = 0; number < count; number++) places[number + 1]! += places[number]!;
  const arena = new Uint8Array(places[count]!);
  for (let at = 0; at < count; at++) copy(unordered, at, arena, places[numbers[at]!]!);
  return { fields: Interner.sealed({ count, arena, starts: places }), starts, numbers };
}

/** Bytes up to which a loop costs less than a view. */
const SHORT = 32;

function copy(from: Interner, index: number, to: Uint8Array, into: number): void {
  const start = from.startOf(index);
  const end = from.startOf(index + 1);
  if (end - start > SHORT) to.set(from.arena.subarray(start, end), into);
  else for (let at = start, next = into; at < end; at++) to[next++] = from.arena[at]!;
}
