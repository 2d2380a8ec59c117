import { NODE_MAJORS } from '../../../nodes';
import { sliced } from '../../../slice';
import { runProgram } from '../../lifecycle/run-program';
import { durations } from './durations';
import { sound } from './sound';
import { type TracedRun, tracedRun } from './traced-run';

const SCRIPT = 'instrument/lean/edges.cjs';

sliced(describe).each(NODE_MAJORS)('what HTTP can do, on Node %i', nodeMajor => {
  let lean: TracedRun;
  let upstream: TracedRun;
  let bare: readonly string[];
  beforeAll(async () => {
    const runs = await Promise.all([
      tracedRun({ script: SCRIPT, nodeMajor }),
      tracedRun({ script: SCRIPT, nodeMajor, env: { OTEL_AGENT_LEAN: 'off' } }),
      runProgram({ script: SCRIPT, nodeMajor, agent: false }),
    ]);
    [lean, upstream] = runs;
    bare = runs[2].stderr.trim().split('\n');
  });

  test('gives the spans that upstream gives', () => {
    expect(lean.spans.length).toBeGreaterThan(50);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
  });

  test('gives the metrics that upstream gives', () => {
    expect(durations(lean).length).toBeGreaterThan(5);
    expect(durations(lean)).toEqual(durations(upstream));
  });

  test('runs listeners where upstream does', () => {
    expect(lean.lines.filter(isOwn)).toEqual(upstream.lines.filter(isOwn));
  });

  test('is traced through an import by name as well', async () => {
    const { spans, lines } = await tracedRun({ script: 'instrument/lean/imported.mjs', nodeMajor });
    expect(spans.map(({ kind }) => kind).sort()).toEqual([
      ...Array(4).fill('client'),
      ...Array(4).fill('server'),
    ]);
    expect(lines).toEqual(['true true get request']);
  });

  test('says of each request what its own headers say, though they share a connection', async () => {
    const script = 'instrument/lean/connection.cjs';
    const [ours, theirs] = [
      await tracedRun({ script, nodeMajor }),
      await tracedRun({ script, nodeMajor, env: { OTEL_AGENT_LEAN: 'off' } }),
    ];
    expect(ours.lines).toEqual(['10 requests, 1 connection']);
    expect(sound(ours.spans)).toHaveLength(10);
    const withoutPort = ({ spans }: TracedRun) =>
      JSON.stringify(sound(spans), null, 1).replace(/:\d{5}\//g, '/');
    expect(withoutPort(ours)).toBe(withoutPort(theirs));
  });

  test('follows requests that wait for each other on a connection, and keeps none of them', async () => {
    const { spans, lines } = await tracedRun({
      script: 'instrument/lean/kept.cjs',
      nodeMajor,
      nodeArgs: ['--expose-gc'],
    });
    expect(lines).toEqual([
      ...['first', 'last', 'second'].flatMap(name => [
        `/${name} request closes in its context`,
        `/${name} response closes in its context`,
      ]),
      'kept: 0 of 6',
    ]);
    expect(spans.map(({ attributes }) => attributes['url.path']).sort()).toEqual([
      '/first',
      '/last',
      '/second',
    ]);
  });

  test('shows the app what bare Node shows', () => {
    expect(lean.lines.filter(isVisible)).toEqual(bare.filter(isVisible));
  });
});

const isVisible = (line: string) => line.startsWith('= ');
const isOwn = (line: string) => !isVisible(line);
