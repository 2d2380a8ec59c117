import type { LogChunk } from '../../store/logs/log-chunk';
import type { Origin } from '../../store/origins';

/** Records of a chunk that match: all, none, or those whose flag is 1. */
export type Matches = boolean | Uint8Array;
/**
 * Finds the records of a chunk that match. Those without a flag in `left` do not matter: they are what other tests have left.
 * The flags that are returned belong to the caller.
 */
export type ChunkTest = (chunk: LogChunk, left?: Uint8Array) => Matches;

/** Records that fulfil every test; no test is asked once nothing is left. */
export function allOf(tests: readonly ChunkTest[]): ChunkTest {
  return (chunk, left) => {
    let found: Matches = true;
    for (const test of tests) {
      found = both(found, test(chunk, found === true ? left : found));
      if (found === false) return false;
    }
    return found;
  };
}

/** Records that fulfil a test at least. */
export function anyOf(tests: readonly ChunkTest[]): ChunkTest {
  return noneOf(allOf(tests.map(noneOf)));
}

/** Turns a test around. */
export function noneOf(test: ChunkTest): ChunkTest {
  return (chunk, left) => {
    const found = test(chunk, left);
    if (typeof found === 'boolean') return !found;
    for (let index = 0; index < found.length; index++) found[index]! ^= 1;
    return found;
  };
}

/** Number of flags that are set. */
export function countOf(flags: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < flags.length; index++) count += flags[index]!;
  return count;
}

/** Records for which `holds` is true. */
export function recordTest(holds: (chunk: LogChunk, index: number) => boolean): ChunkTest {
  return chunk => {
    const flags = new Uint8Array(chunk.count);
    for (let index = 0; index < flags.length; index++) if (holds(chunk, index)) flags[index] = 1;
    return flags;
  };
}

/** Records whose origin matches: `holds` is asked once for each. */
export function originTest(holds: (origin: Origin) => boolean): ChunkTest {
  return ({ origins, origin, count }) => {
    const fits = Uint8Array.from({ length: origins.count }, (_, number) =>
      holds(origins.of(number)) ? 1 : 0,
    );
    if (!fits.includes(0)) return true;
    if (!fits.includes(1)) return false;
    const flags = new Uint8Array(count);
    for (let index = 0; index < count; index++) flags[index] = fits[origin[index]!]!;
    return flags;
  };
}

/** Records with a part whose flag is 1. `find` sets the flags; it returns false if there is none. */
export function partTest(find: (chunk: LogChunk, flags: Uint8Array) => boolean): ChunkTest {
  return chunk => {
    const wanted = new Uint8Array(chunk.parts.count);
    if (!find(chunk, wanted)) return false;
    const { partIds, partStart, count } = chunk;
    const flags = new Uint8Array(count);
    for (let index = 0, at = 0; index < count; index++) {
      const end = partStart[index + 1]!;
      let fits = 0;
      for (; at < end; at++) fits |= wanted[partIds[at]!]!;
      flags[index] = fits;
    }
    return flags;
  };
}

function both(a: Matches, b: Matches): Matches {
  if (typeof a === 'boolean') return a && b;
  if (typeof b === 'boolean') return b && a;
  let any = 0;
  for (let index = 0; index < a.length; index++) any |= a[index]! &= b[index]!;
  return any === 0 ? false : a;
}
