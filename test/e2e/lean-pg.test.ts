import { installPackage } from '../guard/install-package';
import { type TracedRun, tracedRun } from '../instrument/lean/traced-run';
import { runProgram } from '../lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import type { CollectedMetric } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { comparable } from './fidelity/comparable';

const script = 'instrument/lean/queries.cjs';
const servers = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL };

interface Row {
  readonly nodeMajor: NodeMajor;
  /** Of pg, where it is not this project's. */
  readonly version?: string;
  readonly options?: string;
}

describeWith('postgres').each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor })),
  { nodeMajor: 24 as const, version: '8.6.0' },
  { nodeMajor: 24 as const, options: '{"pg":{"ignoreConnectSpans":true}}' },
  { nodeMajor: 24 as const, options: '{"pg":{"requireParentSpan":true}}' },
] as Row[])('PostgreSQL: %p', ({ nodeMajor, version, options = '{}' }) => {
  let lean: TracedRun;
  let upstream: TracedRun;
  let bare: readonly string[];
  beforeAll(async () => {
    const args = version === undefined ? [] : [await installPackage('pg', version)];
    const program = { script, args, nodeMajor };
    const given = { ...servers, OTEL_AGENT_INSTRUMENTATION_OPTIONS: options };
    const run = (env: Record<string, string>) => tracedRun({ ...program, env: { ...given, ...env } });
    [lean, upstream] = await Promise.all([run({}), run({ OTEL_AGENT_LEAN: 'off' })]);
    bare = (await runProgram({ ...program, env: servers, agent: false })).stderr.trim().split('\n');
  });

  test('gives the spans that upstream gives', () => {
    expect(lean.spans.length).toBeGreaterThan(25);
    expect(comparable(lean.spans)).toEqual(comparable(upstream.spans));
  });

  test('gives the metrics that upstream gives', () => {
    expect(points(lean).length).toBeGreaterThan(6);
    expect(points(lean)).toEqual(points(upstream));
  });

  test('calls back where upstream does', () => {
    expect(lean.lines.filter(line => !isVisible(line))).toEqual(
      upstream.lines.filter(line => !isVisible(line)),
    );
  });

  test('shows the app what bare Node shows', () => {
    expect(lean.lines.filter(isVisible)).toEqual(bare.filter(isVisible));
  });
});

const isVisible = (line: string) => line.startsWith('= ');

/** How many of each kind there were, as it was told last. */
function points({ metrics }: TracedRun): string[] {
  const last = new Map(metrics.filter(({ name }) => name.startsWith('db.client.')).flatMap(describePoints));
  return [...last].map(([series, counts]) => `${series} ${counts}`).sort();
}

function describePoints({ name, unit, points }: CollectedMetric): [series: string, counts: string][] {
  return points.map(({ attributes, count, value, explicitBounds }) => [
    JSON.stringify([name, unit, explicitBounds, Object.entries(attributes).sort()]),
    String(count ?? value),
  ]);
}
