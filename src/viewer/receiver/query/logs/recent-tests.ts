import type { LogChunk } from '../../store/logs/log-chunk';
import type { LogStore } from '../../store/logs/log-store';
import { parseQuery } from '../parse';
import { compileLogQuery } from './log-query';
import type { Matches } from './matches';

/** Queries whose findings are kept, by store: a bit for each record and query. */
const MAX_QUERIES = 8;
const BITS = 32;

/** Records of a chunk that match, a bit for each; without bits all of them or none. */
export interface Found {
  readonly count: number;
  readonly bits: Uint32Array | undefined;
}

const recent = new WeakMap<LogStore, Map<string, (chunk: LogChunk) => Found>>();

/**
 * The test of a query, which keeps what it found in chunks that get no more records: a page that follows what comes asks the
 * same twice a second. Throws QueryError.
 */
export function recallTest(store: LogStore, query: string): (chunk: LogChunk) => Found {
  const known = recent.get(store) ?? new Map<string, (chunk: LogChunk) => Found>();
  recent.set(store, known);
  const test = known.get(query) ?? keepingTest(query);
  // The last in the map is the one that was asked for last.
  known.delete(query);
  known.set(query, test);
  if (known.size > MAX_QUERIES) known.delete(known.keys().next().value!);
  return test;
}

/** Calls `use` with the index of each record that was found. */
export function eachFound(chunk: LogChunk, { count, bits }: Found, use: (index: number) => void): void {
  if (count === 0) return;
  for (let index = 0; index < chunk.count; index++)
    if (bits === undefined || ((bits[index >>> 5]! >>> (index & 31)) & 1) === 1) use(index);
}

function keepingTest(query: string): (chunk: LogChunk) => Found {
  const test = compileLogQuery(parseQuery(query));
  const kept = new WeakMap<LogChunk, Found>();
  return chunk => {
    const known = kept.get(chunk);
    if (known !== undefined) return known;
    const found = packed(test(chunk), chunk.count);
    if (chunk.isSealed) kept.set(chunk, found);
    return found;
  };
}

function packed(matches: Matches, count: number): Found {
  if (typeof matches === 'boolean') return { count: matches ? count : 0, bits: undefined };
  const bits = new Uint32Array(Math.ceil(count / BITS));
  let found = 0;
  for (let index = 0; index < count; index++) {
    found += matches[index]!;
    bits[index >>> 5]! |= matches[index]! << (index & 31);
  }
  return found === 0 ? { count: 0, bits: undefined } : { count: found, bits };
}
