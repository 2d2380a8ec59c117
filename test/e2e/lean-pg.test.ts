import { installPackage } from '../agent/boot/guard/install-package';
import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import type { CollectedMetric } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { comparable } from './fidelity/comparable';

const SCRIPT = 'instrument/lean/queries.cjs';
const servers = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL };

interface Row {
  readonly nodeMajor: NodeMajor;
  /** Version of pg, if it is not this project's. */
  readonly version?: string;
  readonly options?: string;
}

sliced(describeWith('postgres')).each([
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
    const program = { script: SCRIPT, args, nodeMajor };
    const given = { ...servers, OTEL_AGENT_INSTRUMENTATION_OPTIONS: options };
    const run = (env: Record<string, string>) => tracedRun({ ...program, env: { ...given, ...env } });
    [lean, upstream] = await Promise.all([run({}), run({ OTEL_AGENT_LEAN: 'off' })]);
    bare = (await runProgram({ ...program, env: servers, agent: false })).stderr.trim().split('\n');
  });

  test('gives the spans that upstream gives', () => {
    expect(lean.spans.length).toBeGreaterThan(25);
    expect(comparable(lean.spans)).toEqual(comparable(upstream.spans.map(withoutCaught)));
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

/**
 * Leaves out the words of an exception that the app caught: the lean piece lets exceptions pass without catching them, so that
 * V8 reports the app's line, and knows of a caught one only that there was one. Upstream's is made to say as much.
 */
function withoutCaught<Span extends TracedRun['spans'][number]>(span: Span): Span {
  if (span.status.message !== 'an exception that the app caught') return span;
  return { ...span, events: [], status: { ...span.status, message: '' } };
}

const isVisible = (line: string) => line.startsWith('= ');

/** Counts of each kind, as they were told last. */
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
