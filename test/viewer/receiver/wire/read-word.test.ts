import { keyOfId } from '../../../../src/viewer/receiver/wire/read-word';
import * as fc from '../../../fast-check';

const keyOf = (high: number, low: number) => keyOfId(Int32Array.of(high, low), 0);

test('ids that count up have keys of their own', () => {
  const keys = new Set(Array.from({ length: 5000 }, (_, low) => keyOf(0, low + 1)));
  expect(keys.size).toBe(5000);
});

test('a key is a safe integer, and another low word is another key', () => {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(word, word, word, (high, low, other) => {
      expect(Number.isSafeInteger(keyOf(high, low))).toBe(true);
      expect(keyOf(high, low) === keyOf(high, other)).toBe(low === other);
    }),
  );
});
