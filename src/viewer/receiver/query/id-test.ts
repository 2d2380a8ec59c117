import { rowOf } from '../store/refs';
import type { Operator } from './parse';
import { QueryError } from './query-error';
import type { Compiled } from './segment-test';

const HEX_PER_WORD = 8;

/** A test for trace ids or span ids in hex; the first digits are enough. Throws QueryError for other text. */
export function idTest(which: 'trace' | 'span', operator: Operator, value: string): Compiled {
  const fits = idWordsTest(which, operator, value);
  return (segment, store) => index => {
    if (which === 'span') return fits(segment.spanId, index * 2);
    const traceRef = segment.trace[index]!;
    return fits(store.segmentOf(traceRef)!.traceId, rowOf(traceRef) * 4);
  };
}

/** A test for the words of an id that begin at a place. Throws QueryError for what is not hex. */
export function idWordsTest(
  which: 'trace' | 'span',
  operator: Operator,
  value: string,
): (ids: Int32Array, at: number) => boolean {
  const words = which === 'trace' ? 4 : 2;
  if (!/^[0-9a-f]+$/i.test(value) || value.length > words * HEX_PER_WORD)
    throw new QueryError(`${value} is no ${which} id`);
  if (operator !== '=' && operator !== '!=') throw new QueryError(`${which} goes with = or !=`);
  const fits = prefixTest(value);
  return operator === '=' ? fits : (ids, at) => !fits(ids, at);
}

function prefixTest(hex: string): (ids: Int32Array, at: number) => boolean {
  const words: { value: number; mask: number }[] = [];
  for (let from = 0; from < hex.length; from += HEX_PER_WORD) {
    const digits = hex.slice(from, from + HEX_PER_WORD);
    const spareBits = (HEX_PER_WORD - digits.length) * 4;
    words.push({ value: Number.parseInt(digits.padEnd(HEX_PER_WORD, '0'), 16) | 0, mask: -1 << spareBits });
  }
  return (ids, at) => words.every(({ value, mask }, word) => (ids[at + word]! & mask) === value);
}
