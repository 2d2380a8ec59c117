import v8 from 'node:v8';
import { oldSpaceBytes, tableShare } from '../../../src/agent/memory/limits';

const MEBIBYTE = 1024 * 1024;

test.each([
  // Values of `heap_size_limit` with --max-old-space-size=48.
  [20, 96, 48],
  [22, 96, 48],
  [24, 240, 48],
  [26, 144, 48],
  // With small semi-spaces on top, or without a flag in a container of 64 MB.
  [20, 51, 51],
  [24, 35, 35],
  [24, 4288, 4096],
])('Node %i with a limit of %i MB has %i MB for objects that stay', (major, limit, old) => {
  expect(oldSpaceBytes(limit * MEBIBYTE, major) / MEBIBYTE).toBe(old);
});

test.each([
  [16, 1 / 8],
  [48, 3 / 16],
  [128, 1 / 2],
  [256, 1],
  [4096, 1],
])('tables in %i MB have %f of their full size', (old, share) => {
  expect(tableShare(old * MEBIBYTE)).toBe(share);
});

describe('in a process', () => {
  /** Loads a file of src/agent as if V8's heap had that limit. */
  const load = <Exports>(file: string, limitMb: number) => {
    const asked = jest
      .spyOn(v8, 'getHeapStatistics')
      .mockReturnValue({ heap_size_limit: limitMb * MEBIBYTE } as v8.HeapInfo);
    let exports!: Exports;
    jest.isolateModules(() => {
      jest.doMock('../../../src/agent/boot/chunks', () => ({
        loadChunk: () => require('../../../src/agent/memory/limits'),
      }));
      exports = require(`../../../src/agent/${file}`);
    });
    return { ...exports, asked };
  };
  type MemoryShare = typeof import('../../../src/agent/memory/share');
  type AttributeSets = typeof import('../../../src/agent/instrument/lean/attribute-sets');
  afterEach(() => jest.restoreAllMocks());

  test('the heap is asked for once, when a table has outgrown the smallest', () => {
    const { isFull, asked } = load<MemoryShare>('memory/share', 8192);
    expect(isFull(99, 800)).toBe(false);
    expect(asked).not.toHaveBeenCalled();
    expect([isFull(100, 800), isFull(799, 800), isFull(800, 800)]).toEqual([false, false, true]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test.each([
    [24, 250],
    [8192, 2000],
  ])(
    'with %i MB, %i attribute sets are kept; then they begin afresh, and the ones in use come back',
    (limit, most) => {
      const { attributeSets } = load<AttributeSets>('instrument/lean/attribute-sets', limit);
      const setOf = attributeSets(['host', 'port']);
      const first = setOf('a', 1);
      for (let port = 2; port <= most; port++) setOf('made up', port);
      expect(setOf('a', 1)).toBe(first);
      setOf('made up', 1);
      const again = setOf('a', 1);
      expect(again).not.toBe(first);
      expect(again).toEqual(first);
      setOf('made up', 2);
      expect(setOf('a', 1)).toBe(again);
    },
  );
});
