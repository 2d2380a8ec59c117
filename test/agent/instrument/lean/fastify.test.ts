import { NODE_MAJORS, type NodeMajor } from '../../../nodes';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import { durations } from './durations';
import { sound } from './sound';
import { type TracedRun, tracedRun } from './traced-run';

const SCRIPT = 'instrument/lean/fastify-ways.cjs';
const isVisible = (line: string) => line.startsWith('= ');
const option = (fastify: object) => ({ OTEL_AGENT_INSTRUMENTATION_OPTIONS: JSON.stringify({ fastify }) });

sliced(describe, 'version', 'nodeMajor').each([
  ...['4.26.2', '4.29.1', '5.0.0'].map(version => ({ is: 'older', version, nodeMajor: 24 as NodeMajor })),
  ...NODE_MAJORS.map(nodeMajor => ({ is: 'newest', version: 'of this project', nodeMajor })),
])('fastify $version on Node $nodeMajor', ({ version, nodeMajor }) => {
  let lean: TracedRun;
  let upstream: TracedRun;
  let bare: readonly string[];
  beforeAll(async () => {
    const program: ProgramOptions = { script: SCRIPT, nodeMajor, args: [await folderOf(version)] };
    const runs = await Promise.all([
      tracedRun(program),
      tracedRun({ ...program, env: { OTEL_AGENT_LEAN: 'off' } }),
      runProgram({ ...program, agent: false }),
    ]);
    [lean, upstream] = runs;
    bare = runs[2].stderr.trim().split('\n');
  });

  test('gives the spans that upstream gives', () => {
    const own = lean.spans.filter(({ scope }) => scope.name === '@fastify/otel');
    expect(own.length).toBeGreaterThan(100);
    expect(sound(lean.spans)).toEqual(withoutPlugin(sound(upstream.spans)));
  });

  test('gives the metrics their routes', () => {
    expect(durations(lean).join()).toContain('/async/:id');
    expect(durations(lean)).toEqual(durations(upstream));
  });

  test('shows the app what bare Node shows', () => {
    expect(lean.lines.filter(isVisible)).toEqual(bare.filter(isVisible));
    expect(lean.lines).toEqual(withoutPlugin(upstream.lines));
  });
});

describe("options of fastify's instrumentation mean what they mean to upstream", () => {
  test.each<[string, Record<string, string>]>([
    ['no events of exceptions', option({ recordExceptions: false })],
    ['no spans of handlers', option({ instrumentHandler: false })],
    ['nothing sampled', { OTEL_TRACES_SAMPLER: 'always_off' }],
    ['without the spans of http', { OTEL_INSTRUMENTATION_HTTP_ENABLED: 'false' }],
  ])('%s', async (_name, env) => {
    const program = { script: SCRIPT, args: ['fastify'] };
    const [lean, upstream] = await Promise.all([
      tracedRun({ ...program, env }),
      tracedRun({ ...program, env: { ...env, OTEL_AGENT_LEAN: 'off' } }),
    ]);
    expect(answered(lean)).toEqual(withoutPlugin(answered(upstream)));
    expect(durations(lean)).toEqual(durations(upstream));
    expect(lean.lines).toEqual(withoutPlugin(upstream.lines));
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['a known one', option({ recordExceptions: false }), false],
    ['another', option({ ignorePaths: '/sync' }), true],
    ['a hook, which no setting can hold', option({ requestHook: 'no function' }), false],
    ['paths to ignore', { OTEL_FASTIFY_IGNORE_PATHS: '/sync' }, true],
    ['spans of hooks', { OTEL_AGENT_MIDDLEWARE_SPANS: 'fastify' }, true],
  ])("%s: is upstream's loaded?", async (_name, given, isUpstreams) => {
    const env = { ...given, OTEL_TRACES_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
    const { said } = await runProgram({ script: SCRIPT, args: ['fastify'], env });
    expect(said.some(line => line.includes("instrumentation fastify is upstream's"))).toBe(isUpstreams);
  });
});

sliced(test, 0).each([['4.0.1'], ['4.29.1'], ['of this project']])(
  'what hooks could stumble over never reaches the app, fastify %s',
  async version => {
    const program = { script: 'instrument/lean/hostile-fastify.cjs', args: [await folderOf(version)] };
    const bare = await runProgram({ ...program, agent: false });
    const { lines, spans } = await tracedRun(program);
    expect(lines).toEqual(bare.stderr.trim().split('\n'));
    expect(spans.length).toBeGreaterThan(20);
  },
);

test('an app may bring @fastify/otel of its own, which then makes the spans', async () => {
  const { lines, spans } = await tracedRun({ script: 'instrument/lean/own-fastify-otel.cjs' });
  expect(lines).toEqual(['200 object']);
  expect(spans.map(({ name }) => name).sort()).toEqual(['handler - own', 'request']);
});

/** Leaves out the name of upstream's plugin, which is among the names of the app's instances. */
const withoutPlugin = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value).replaceAll(' -> @fastify/otel', ''));

/** Leaves out requests whose client has gone: upstream never ends their spans without http's. */
const answered = ({ spans }: TracedRun) =>
  sound(spans.filter(({ attributes }) => attributes['http.route'] !== '/hang'));

async function folderOf(version: string): Promise<string> {
  return version === 'of this project' ? 'fastify' : installPackage('fastify', version);
}
