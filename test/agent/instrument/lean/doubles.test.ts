import { redactMessage } from '../../../../src/agent/redaction/redact-message';
import { comparable } from '../../../e2e/fidelity/comparable';
import { NODE_MAJORS, type NodeMajor } from '../../../nodes';
import type { CollectedMetric, CollectedSpan } from '../../../services/collector/collected';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from './traced-run';

const script = 'instrument/lean/doubles.cjs';

sliced(describe, 1).each<[library: string, version: string | undefined, nodes: readonly NodeMajor[]]>([
  ['mongodb', undefined, NODE_MAJORS],
  ['mongodb', '6.3.0', [24]],
  ['mongodb', '3.7.4', [24]],
  ['memcached', undefined, NODE_MAJORS],
  ['amqplib', undefined, NODE_MAJORS],
  ['kafkajs', '2.2.4', NODE_MAJORS],
  ['kafkajs', '1.15.0', [24]],
  ['kafkajs', '1.8.1', [24]],
  ['koa', undefined, NODE_MAJORS],
])('%s %s', (library, version, nodes) => {
  let program: ProgramOptions;
  beforeAll(async () => {
    const place = version === undefined ? [] : [await installPackage(library, version)];
    program = { script, args: [library, ...place], nodeArgs: ['--no-warnings'] };
  }, 120_000);

  test('has the spans and metrics that upstream gives', async () => {
    const [lean, upstream] = await Promise.all([
      tracedRun(program),
      tracedRun({ ...program, env: { OTEL_AGENT_LEAN: 'off' } }),
    ]);
    const ofLibrary = lean.spans.filter(({ scope }) => scope.name.endsWith(`-${library}`));
    expect(ofLibrary.length).toBeGreaterThan(100);
    expect(lean.spans.map(({ status }) => status.message).join()).not.toContain('hunter2');
    expect(withoutPorts(lean)).toEqual(withoutPorts(upstream));
    expect(countsOf(lean)).toEqual(countsOf(upstream));
  }, 60_000);

  sliced(test).each(nodes)(
    'shows the app what bare Node shows (Node %s)',
    async nodeMajor => {
      const [traced, bare] = await Promise.all([
        tracedRun({ ...program, nodeMajor }),
        runProgram({ ...program, nodeMajor, agent: false }),
      ]);
      expect(traced.lines).toEqual(bare.stderr.trim().split('\n'));
    },
    60_000,
  );
});

/** Free ports differ from run to run, and kafkajs' errors show messages, of which upstream's spans hide nothing. */
function withoutPorts({ spans }: TracedRun): unknown {
  const text = JSON.stringify(comparable(spans.map(withoutData)));
  return JSON.parse(text.replaceAll(/127\.0\.0\.1:\d{4,5}/g, '127.0.0.1:port'));
}

function withoutData(span: CollectedSpan): CollectedSpan {
  const redact = (value: unknown) => (typeof value === 'string' ? redactMessage(value) : value);
  const { status, events } = span;
  return {
    ...span,
    status: { ...status, message: redactMessage(status.message) },
    events: events.map(event => ({
      ...event,
      attributes: Object.fromEntries(
        Object.entries(event.attributes).map(([key, value]) => [key, redact(value)]),
      ) as CollectedSpan['attributes'],
    })),
  };
}

function countsOf({ metrics }: TracedRun): string[] {
  return [...new Set(metrics.flatMap(describeMetric))].sort();
}

/** Messages are counted alike in each run; requests to servers are not. */
function describeMetric({ name, points }: CollectedMetric): string[] {
  if (name.startsWith('db.') || name.startsWith('messaging.client.operation')) return [name];
  if (!name.startsWith('messaging.')) return [];
  return points.map(({ attributes, value, count }) => {
    const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${name} ${JSON.stringify(sorted)} ${value ?? count}`;
  });
}
