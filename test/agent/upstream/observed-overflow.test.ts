import type { HrTime } from '@opentelemetry/api';
import { ObservedOverflow } from '../../../src/agent/upstream/metrics/observed-overflow';

/** Times of collections are told apart by their arrays: two readers may collect in the same millisecond. */
const time = (): HrTime => [0, 0];

test('the change is that of the whole collection, whichever callbacks report it', () => {
  const overflow = new ObservedOverflow();
  const [first, second] = [time(), time()];
  overflow.add(30, first);
  overflow.add(50, first);
  expect(overflow.take(first)).toBe(80);
  overflow.add(31, second);
  overflow.add(47, second);
  expect(overflow.take(second)).toBe(-2);
  expect(overflow.take(time())).toBeUndefined();
});

test('collections of several readers at once stay apart', () => {
  const overflow = new ObservedOverflow();
  const [first, second] = [time(), time()];
  overflow.add(30, first);
  overflow.add(31, second);
  overflow.add(50, first);
  expect(overflow.take(first)).toBe(80);
  overflow.add(52, second);
  expect(overflow.take(second)).toBe(3);
});

test('a collection that ends after a later one changes nothing', () => {
  const overflow = new ObservedOverflow();
  const [first, second] = [time(), time()];
  overflow.add(80, first);
  overflow.add(90, second);
  expect(overflow.take(second)).toBe(90);
  expect(overflow.take(first)).toBeUndefined();
});

test('what a reader never collects is forgotten', () => {
  const overflow = new ObservedOverflow();
  const abandoned = time();
  overflow.add(1, abandoned);
  for (let more = 0; more < 8; more++) overflow.add(1, time());
  expect(overflow.take(abandoned)).toBeUndefined();
});
