import {
  type Folding,
  familyOf,
  foldingThatShows,
  type Row,
  rowsOf,
  type TreeSpan,
} from '../../../src/viewer/ui/trace/waterfall/rows';

const OPEN: Folding = { closed: new Set(), split: new Set() };

/** Spans from `name parent start`: those with the same name are alike. */
function spansOf(...sketches: string[]): TreeSpan[] {
  const names = [...new Set(sketches.map(sketch => sketch.split(' ')[0]!))];
  return sketches.map((sketch, index) => {
    const [name, parent, start] = sketch.split(' ');
    return {
      spanId: `${name}${index}`,
      parent: Number(parent),
      startNs: Number(start),
      alike: names.indexOf(name!),
    };
  });
}

const outline = (rows: readonly Row[]) =>
  rows.map(
    ({ depth, key, spans }) => `${'  '.repeat(depth)}${key}${spans.length > 1 ? ` x ${spans.length}` : ''}`,
  );

// An order asks the stock of three items in turn, and each of these requests asks the database twice.
const ORDER = spansOf(
  'order -1 0',
  'stock 0 10',
  'query 1 11',
  'query 1 12',
  'stock 0 20',
  'query 4 21',
  'query 4 22',
  'stock 0 30',
  'query 7 31',
  'query 7 32',
  'pay 0 40',
);

test('three alike side by side are one row, and what is below them is one row too', () => {
  expect(outline(rowsOf(ORDER, familyOf(ORDER), OPEN))).toEqual([
    'order0',
    '  stock1x x 3',
    '    query2x x 6',
    '  pay10',
  ]);
});

test('two alike stay two rows', () => {
  const spans = spansOf('a -1 0', 'b 0 1', 'b 0 2');
  expect(outline(rowsOf(spans, familyOf(spans), OPEN))).toEqual(['a0', '  b1', '  b2']);
});

test('a row that is split shows each of its spans with what is below it', () => {
  const rows = rowsOf(ORDER, familyOf(ORDER), { closed: new Set(), split: new Set(['stock1x']) });
  expect(outline(rows).slice(0, 5)).toEqual([
    'order0',
    '  stock1x x 3',
    '    stock1',
    '      query2',
    '      query3',
  ]);
  expect(rows[1]).toMatchObject({ isSplit: true, isOpen: true });
});

test('a closed row hides what is below it', () => {
  const rows = rowsOf(ORDER, familyOf(ORDER), { closed: new Set(['stock1x']), split: new Set() });
  expect(outline(rows)).toEqual(['order0', '  stock1x x 3', '  pay10']);
  expect(rows[1]).toMatchObject({ isOpen: false, hasChildren: true });
});

test('a span that is looked for is shown by itself, whatever hid it', () => {
  const family = familyOf(ORDER);
  const folding = foldingThatShows(
    ORDER,
    family,
    { closed: new Set(['order0', 'stock4']), split: new Set() },
    6,
  );
  const rows = rowsOf(ORDER, family, folding);
  expect(rows.filter(row => row.key === 'query6')).toHaveLength(1);
  expect(rows.find(row => row.key === 'query6')!.depth).toBe(3);
});

test('ten thousand levels are no trouble', () => {
  const spans = spansOf(
    ...Array.from({ length: 10_000 }, (_, index) => `n${index % 7} ${index - 1} ${index}`),
  );
  const rows = rowsOf(spans, familyOf(spans), OPEN);
  expect(rows).toHaveLength(10_000);
  expect(foldingThatShows(spans, familyOf(spans), OPEN, 9_999).split.size).toBe(0);
});
