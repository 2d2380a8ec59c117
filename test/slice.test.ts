import { NODE_MAJORS } from './nodes';
import { sliceOf } from './slice';

const TURNS = [0, 1, 2, 3, 4];

test('a table of the lines of Node runs on the line whose turn it is', () => {
  expect(TURNS.map(turn => sliceOf(NODE_MAJORS, turn))).toEqual([[20], [22], [24], [26], [20]]);
  expect(sliceOf([24], 3)).toEqual([24]);
  expect(sliceOf([], 3)).toEqual([]);
});

test.each<[string, (major: number, way: string) => unknown]>([
  ['lists', (major, way) => [way, major, undefined]],
  ['objects', (nodeMajor, way) => ({ nodeMajor, way })],
])(
  'rows that are %s run once for whatever they hold beside the line, on each line in turn',
  (_name, rowOf) => {
    const ways = ['a', 'b', 'c', 'd', 'e'];
    const table = NODE_MAJORS.flatMap(major => ways.map(way => rowOf(major, way)));
    for (const turn of TURNS) {
      const slice = sliceOf(table, turn);
      expect(slice).toHaveLength(ways.length);
      for (const [i, way] of ways.entries())
        expect(slice).toContainEqual(rowOf(NODE_MAJORS[(turn + i) % 4]!, way));
      expect(slice).toEqual(table.filter(row => slice.includes(row)));
    }
  },
);

test('rows may differ in a named property instead of the line', () => {
  const table = [
    { major: 20, form: { is: 'cjs' } },
    { major: 20, form: { is: 'esm' } },
    { major: 22, form: { is: 'cjs' } },
  ];
  expect(sliceOf(table, 0, 'form')).toEqual([table[0], table[2]]);
  expect(sliceOf(table, 1, 'form')).toEqual([table[1], table[2]]);
});

test('rows may differ in several properties, or places of a list', () => {
  const table = [
    { major: 20, version: '1' },
    { major: 24, version: '2' },
    { major: 20, version: '3', way: 'another' },
  ];
  expect(sliceOf(table, 0, 'version', 'major')).toEqual([table[0], table[2]]);
  expect(sliceOf(table, 1, 'version', 'major')).toEqual([table[1], table[2]]);
  const lists = table.map(({ version, major }) => [version, major]);
  expect(sliceOf(lists, 2, 0, 1)).toEqual([lists[2]]);
});

test('a row that differs in something else runs always, as does one without a line', () => {
  const others = [
    ['esm', 24, '8.6.0'],
    ['esm', 20, '8.5.0'],
    ['esm', 22, /a/],
    ['esm', 22, () => 1],
    ['esm'],
    'esm',
    8,
  ];
  for (const turn of TURNS) {
    const slice = sliceOf([...NODE_MAJORS.map(major => ['esm', major]), ...others], turn);
    expect(slice).toHaveLength(1 + others.length);
    expect(slice).toEqual(expect.arrayContaining(others));
  }
});
