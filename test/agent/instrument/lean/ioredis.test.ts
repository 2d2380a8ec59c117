import { comparable } from '../../../e2e/fidelity/comparable';
import { NODE_MAJORS, type NodeMajor } from '../../../nodes';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from './traced-run';

const script = 'instrument/lean/redis-ways.cjs';

sliced(describe).each<[string, NodeMajor]>([
  ...NODE_MAJORS.map((major): [string, NodeMajor] => ['of this project', major]),
  ['4.28.5', 24],
])('ioredis %s, Node %i', (version, nodeMajor) => {
  let lean: TracedRun;
  let upstream: TracedRun;
  let program: ProgramOptions;
  beforeAll(async () => {
    const args = version === 'of this project' ? [] : [await installPackage('ioredis', version)];
    program = { script, nodeMajor, args };
    [lean, upstream] = await Promise.all([
      tracedRun(program),
      tracedRun({ ...program, env: { OTEL_AGENT_LEAN: 'off' } }),
    ]);
  }, 120_000);

  test('gives the spans that upstream gives', () => {
    expect(lean.spans.length).toBeGreaterThan(400);
    expect(comparable(lean.spans)).toEqual(comparable(upstream.spans));
  });

  test('puts the commands of 100 requests at once below their own', () => {
    for (const { name, spanId } of lean.spans.filter(span => span.name.startsWith('request '))) {
      const i = name.slice('request '.length);
      const texts = lean.spans
        .filter(({ parentSpanId }) => parentSpanId === spanId)
        .map(({ attributes }) => attributes['db.query.text']);
      expect(texts.sort()).toEqual([`GET first ${i}`, `GET second ${i}`, `SET ${i} ?`]);
    }
  });

  test('shows the app what bare Node shows', async () => {
    const bare = await runProgram({ ...program, agent: false });
    expect(lean.lines).toEqual(bare.stderr.trim().split('\n'));
  });
});

test('E3: iovalkey has the spans of ioredis 5, from which it is made', async () => {
  const [ours, theirs] = await Promise.all([
    installPackage('iovalkey', '0.4.0'),
    installPackage('ioredis', '5.4.2'),
  ]);
  const run = await tracedRun({ script, args: [ours] });
  const { spans } = await tracedRun({ script, args: [theirs] });
  expect(comparable(run.spans)).toEqual(comparable(spans));
  const bare = await runProgram({ script, args: [ours], agent: false });
  expect(run.lines).toEqual(bare.stderr.trim().split('\n'));
}, 60_000);

test('statements are as they were sent, and commands have spans without a parent, where options say so', async () => {
  const env = {
    OTEL_AGENT_DB_STATEMENT: 'raw',
    OTEL_AGENT_INSTRUMENTATION_OPTIONS: '{"ioredis":{"requireParentSpan":false}}',
  };
  const { spans } = await tracedRun({ script, env });
  const upstream = await tracedRun({ script, env: { ...env, OTEL_AGENT_LEAN: 'off' } });
  expect(spans.some(({ attributes }) => attributes['db.query.text'] === 'set key hunter2')).toBe(true);
  expect(comparable(spans)).toEqual(comparable(upstream.spans));
}, 60_000);
