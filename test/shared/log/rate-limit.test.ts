import { createRateLimit } from '../../../src/shared/log/rate-limit';

let nowMs: number;
const create = () => createRateLimit(() => nowMs);
beforeEach(() => {
  nowMs = 1_000;
});

test('a kind is said once in 30 s, and then with how many were left out', () => {
  const admit = create();
  expect(admit('a', 1)).toBe(0);
  expect([admit('a', 1), admit('a', 1)]).toEqual([undefined, undefined]);
  nowMs += 29_999;
  expect(admit('a', 1)).toBeUndefined();
  nowMs += 1;
  expect(admit('a', 1)).toBe(3);
  nowMs += 30_000;
  expect(admit('a', 1)).toBe(0);
});

test('kinds do not stand in for each other', () => {
  const admit = create();
  expect([admit('a', 1), admit('b', 1), admit('a', 1), admit('b', 1)]).toEqual([0, 0, undefined, undefined]);
});

test('a kind that may repeat itself does so up to its number', () => {
  const admit = create();
  const admitted = Array.from({ length: 25 }, () => admit('losses', 10)).filter(count => count === 0);
  expect(admitted).toHaveLength(10);
});

test('lines that are all of kinds of their own are bounded, too, as is what is remembered of them', () => {
  const admit = create();
  const count = (prefix: string) => {
    let said = 0;
    for (let at = 0; at < 10_000; at++) if (admit(`${prefix} ${at}`, 1) !== undefined) said++;
    return said;
  };
  expect(count('first')).toBe(300);
  nowMs += 30_000;
  expect(count('second')).toBe(300);
});
