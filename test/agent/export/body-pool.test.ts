import { BodyPool } from '../../../src/agent/export/encode/body-pool';

const memoryOf = (body: Uint8Array) => body.buffer;

test('what was given back is taken again, at the size that is asked for', () => {
  const pool = new BodyPool();
  const first = pool.take(40_000);
  expect(first).toHaveLength(40_000);
  pool.giveBack(first);
  const second = pool.take(39_000);
  expect(second).toHaveLength(39_000);
  expect(memoryOf(second)).toBe(memoryOf(first));
});

test('two bodies in use never share memory', () => {
  const pool = new BodyPool();
  const [first, second] = [pool.take(1000), pool.take(1000)];
  expect(memoryOf(first)).not.toBe(memoryOf(second));
  pool.giveBack(first);
  pool.giveBack(second);
  const [third, fourth] = [pool.take(1000), pool.take(1000)];
  expect(memoryOf(third)).not.toBe(memoryOf(fourth));
});

test('memory that is too small, or much too large, is left', () => {
  const pool = new BodyPool();
  const large = pool.take(200_000);
  pool.giveBack(large);
  expect(memoryOf(pool.take(300_000))).not.toBe(memoryOf(large));
  expect(memoryOf(pool.take(1000))).not.toBe(memoryOf(large));
  expect(memoryOf(pool.take(100_000))).toBe(memoryOf(large));
});

test('what is kept is bounded, in number and in bytes', () => {
  const pool = new BodyPool();
  const huge = pool.take(2_000_000);
  pool.giveBack(huge);
  expect(memoryOf(pool.take(2_000_000))).not.toBe(memoryOf(huge));
  const many = Array.from({ length: 10 }, () => pool.take(1000));
  for (const body of many) pool.giveBack(body);
  const again = new Set(Array.from({ length: 10 }, () => memoryOf(pool.take(1000))));
  expect(many.filter(body => again.has(memoryOf(body)))).toHaveLength(2);
});
