import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { cleanText } from '../../../../src/viewer/receiver/terminal/clean-text';
import { formatDuration } from '../../../../src/viewer/receiver/terminal/format-duration';
import { paintFor } from '../../../../src/viewer/receiver/terminal/paint';
import { renderTrace } from '../../../../src/viewer/receiver/terminal/render-trace';
import { type SpanSketch, storesWith, traceIdOf } from '../make-traces';

const plain = paintFor({});

function rendered(sketches: SpanSketch[], options: { columns?: number; maxRows?: number } = {}): string[] {
  const { spans } = storesWith(...sketches);
  const trace = readTrace(spans, spans.traceByHex(traceIdOf('abc')))!;
  return renderTrace(trace, { columns: 100, paint: plain, ...options }).split('\n');
}

test('a trace is a tree with times, bars, repeats as one, the slowest way and what failed', () => {
  const queries = Array.from({ length: 48 }, (_, at) => ({
    id: `a${at.toString(16)}`,
    parent: '2',
    name: 'SELECT stock',
    service: 'inventory',
    kind: 'client' as const,
    from: 20 + at,
    to: 20.5 + at,
  }));
  expect(
    rendered([
      { id: '1', name: 'POST /checkout', service: 'storefront', kind: 'server', from: 0, to: 400, error: '' },
      { id: '2', parent: '1', name: 'GET /stock', service: 'inventory', kind: 'server', from: 10, to: 80 },
      { id: '3', parent: '1', name: 'charge', service: 'payment', from: 100, to: 390, error: 'card refused' },
      ...queries,
    ]),
  ).toEqual([
    `trace ${traceIdOf('abc')}  00:00:00.000  400 ms  51 spans  2 failed`,
    'storefront POST /checkout                               ◆    400 ms ██████████████████████████████',
    '├─ inventory GET /stock                                     70.0 ms ██████',
    '│  └─ SELECT stock x 48                                     24.0 ms  █████',
    '└─ payment charge                                       ◆    290 ms        ███████████████████████',
    '   ✗ card refused',
    '',
  ]);
});

test('what does not fit is counted', () => {
  const many = Array.from({ length: 90 }, (_, at) => ({
    id: `${at + 1}`,
    name: `step ${at}`,
    from: at,
    to: at + 1,
  }));
  const lines = rendered(many, { maxRows: 10 });
  expect(lines).toHaveLength(13);
  expect(lines.at(-2)).toBe('… 80 more spans');
});

test('a trace ten thousand spans deep is a few lines', () => {
  const id = (at: number) => (at + 1).toString(16);
  const deep = Array.from({ length: 10_000 }, (_, at) => ({
    id: id(at),
    ...(at > 0 ? { parent: id(at - 1) } : {}),
    from: 0,
    to: 9,
  }));
  const lines = rendered(deep);
  expect(lines).toHaveLength(43);
  for (const line of lines) expect(line.length).toBeLessThan(160);
});

test('nothing in a span commands the terminal', () => {
  const evil = '\u001b[2J\u0007\u009b31m\r\nnext\u202eback\u2028\u200bx';
  const lines = rendered([{ id: '1', name: evil, service: evil, error: evil, from: 0, to: 1 }]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e\u2028]/);
  expect(lines).toHaveLength(4);
});

test('colours for a terminal, none for a pipe', () => {
  expect(paintFor({ isTTY: true, hasColors: () => true })('red', 'x')).toBe('\u001b[31mx\u001b[0m');
  expect(paintFor({ isTTY: true, hasColors: () => false })('red', 'x')).toBe('x');
  expect(paintFor({ hasColors: () => true })('red', 'x')).toBe('x');
});

test.each([
  [120, '0.00 ms'],
  [1_234_567, '1.23 ms'],
  [48_200_000, '48.2 ms'],
  [612_000_000, '612 ms'],
  [999_600_000, '1.00 s'],
  [12_340_000_000, '12.3 s'],
  [125_000_000_000, '2 min 5 s'],
])('%i ns is %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text);
});

test('long text is cut between characters', () => {
  expect(cleanText('𝒳𝒳𝒳𝒳', 3)).toBe('𝒳𝒳…');
});
