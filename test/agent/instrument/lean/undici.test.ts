import { NODE_MAJORS, type NodeMajor } from '../../../nodes';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import { durations } from './durations';
import { sound } from './sound';
import { type TracedRun, tracedRun } from './traced-run';

const SCRIPT = 'instrument/lean/fetches.cjs';
/** Upstream has no spans for HTTP/2. */
const WITHOUT_HTTP2 = { OTEL_INSTRUMENTATION_HTTP2_ENABLED: 'false' };
const isVisible = (line: string) => line.startsWith('= ');

/** Releases of undici, beside the one inside Node. */
const RELEASES = ['5.29.0', '6.29.1', '8.12.4', 'of this project'];

sliced(describe, 'version', 'nodeMajor').each([
  ...NODE_MAJORS.map(nodeMajor => ({ place: 'inside Node', version: '', nodeMajor })),
  ...RELEASES.map(version => ({ place: 'undici', version, nodeMajor: 24 as NodeMajor })),
])('$place $version, Node $nodeMajor', ({ nodeMajor, version }) => {
  let lean: TracedRun;
  let upstream: TracedRun;
  let bare: readonly string[];
  beforeAll(async () => {
    const program: ProgramOptions = { script: SCRIPT, nodeMajor, args: await folderOf(version) };
    const runs = await Promise.all([
      tracedRun({ ...program, env: WITHOUT_HTTP2 }),
      tracedRun({ ...program, env: { OTEL_AGENT_LEAN: 'off' } }),
      runProgram({ ...program, agent: false }),
    ]);
    [lean, upstream] = runs;
    bare = runs[2].stderr.trim().split('\n');
  });

  test('gives the spans that upstream gives', () => {
    const fetches = lean.spans.filter(({ scope }) => scope.name.endsWith('-undici'));
    expect(fetches.length).toBeGreaterThan(40);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
  });

  test('gives the metrics that upstream gives', () => {
    expect(durations(lean).length).toBeGreaterThan(10);
    expect(durations(lean)).toEqual(durations(upstream));
  });

  test('sends the context along where upstream does', () => {
    expect(lean.lines).toEqual(upstream.lines);
    expect(lean.lines).toContain('traced true');
    expect(lean.lines).not.toContain('traced false');
  });

  test('shows the app what bare Node shows', () => {
    expect(lean.lines.filter(isVisible)).toEqual(bare.filter(isVisible));
  });
});

describe("options of undici's instrumentation mean what they mean to upstream", () => {
  const option = (undici: object) => ({ OTEL_AGENT_INSTRUMENTATION_OPTIONS: JSON.stringify({ undici }) });

  const OPTIONS: Readonly<Record<string, Record<string, string>>> = {
    'below spans only': option({ requireParentforSpans: true }),
    headers: {
      OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: 'User-Agent,accept,x-b,none',
      OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: 'Location,connection,x-many',
    },
    'headers as an option': option({ headersToSpanAttributes: { responseHeaders: ['X-Many'] } }),
    'hosts and paths to ignore': { OTEL_AGENT_IGNORE_OUTGOING: '127.0.0.1/plain' },
    'nothing sampled': { OTEL_TRACES_SAMPLER: 'always_off' },
  };
  sliced(test, 'version').each(
    Object.keys(OPTIONS).flatMap(name => ['5.29.0', 'of this project'].map(version => ({ name, version }))),
  )('$name, undici $version', async ({ name, version }) => {
    const env = OPTIONS[name];
    const program = { script: SCRIPT, args: await folderOf(version) };
    const [lean, upstream] = await Promise.all([
      tracedRun({ ...program, env: { ...env, ...WITHOUT_HTTP2 } }),
      tracedRun({ ...program, env: { ...env, OTEL_AGENT_LEAN: 'off' } }),
    ]);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
    expect(durations(lean)).toEqual(durations(upstream));
    expect(lean.lines).toEqual(upstream.lines);
  });

  test.each<[string, object, boolean]>([
    ['a known one', { requireParentforSpans: false }, false],
    ['a hook, which no setting can hold', { requestHook: 'no function' }, false],
  ])("%s: is upstream's loaded?", async (_name, given, isUpstreams) => {
    const env = { ...option(given), OTEL_TRACES_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
    const { said } = await runProgram({ script: SCRIPT, env });
    expect(said.some(line => line.includes("instrumentation undici is upstream's"))).toBe(isUpstreams);
  });
});

sliced(test).each(NODE_MAJORS)(
  'what listeners could stumble over never reaches the app, Node %i',
  async nodeMajor => {
    const program = { script: 'instrument/lean/hostile-fetches.cjs', nodeMajor };
    const bare = await runProgram({ ...program, agent: false });
    for (const OTEL_TRACES_SAMPLER of ['always_on', 'always_off']) {
      const { lines, spans } = await tracedRun({ ...program, env: { OTEL_TRACES_SAMPLER } });
      expect(lines).toEqual(bare.stderr.trim().split('\n'));
      if (OTEL_TRACES_SAMPLER === 'always_on')
        expect(spans.filter(({ kind }) => kind === 'client').length).toBeGreaterThan(5);
    }
  },
);

async function folderOf(version: string): Promise<string[]> {
  if (version === '') return [];
  return [version === 'of this project' ? 'undici' : await installPackage('undici', version)];
}
