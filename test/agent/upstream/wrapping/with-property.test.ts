import { withProperty } from '../../../../src/agent/upstream/wrapping/with-property';

const symbol = Symbol('own');

describe.each<[string, () => object]>([
  ['a literal', () => ({ a: 1, b: [2], [symbol]: 3 })],
  ['a literal that has it', () => ({ added: 0, a: 1 })],
  [
    'a literal with a getter',
    () => ({
      a: 1,
      get b() {
        throw new Error('read');
      },
    }),
  ],
  ['a literal with a hidden property', () => Object.defineProperty({ a: 1 }, 'b', { value: 2 })],
  ['a frozen literal', () => Object.freeze({ a: 1 })],
  ['a dictionary', () => Object.assign(Object.create(null), { a: 1 })],
  [
    'an instance',
    () =>
      Object.assign(
        new (class Own {
          inherited() {}
        })(),
        { a: 1 },
      ),
  ],
  ['a literal with __proto__ of its own', () => JSON.parse('{"__proto__": 1, "a": 2}')],
])('a copy of %s', (_, make) => {
  test('has its properties as they were, and the new one', () => {
    const original = make();
    const before = Object.getOwnPropertyDescriptors(original);
    const copy = withProperty(original, 'added', 7);
    expect(copy).not.toBe(original);
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(original));
    const added = { value: 7, writable: true, enumerable: true, configurable: true };
    expect(Object.getOwnPropertyDescriptors(copy)).toEqual({
      ...Object.getOwnPropertyDescriptors(original),
      added,
    });
    expect(Reflect.ownKeys(copy)).toEqual([
      ...new Set([
        ...Reflect.ownKeys(original).filter(key => key !== symbol),
        'added',
        ...(symbol in original ? [symbol] : []),
      ]),
    ]);
    expect(Object.getOwnPropertyDescriptors(original)).toEqual(before);
  });
});
