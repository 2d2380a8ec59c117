import { comparable } from '../../../e2e/fidelity/comparable';
import { NODE_MAJORS } from '../../../nodes';
import type { CollectedSpan } from '../../../services/collector/collected';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from '../lean/traced-run';

const script = 'instrument/channels/graphql-ways.cjs';
let args: string[];
beforeAll(async () => {
  args = [await installPackage('graphql', '17.1.0')];
}, 120_000);

sliced(describe).each(NODE_MAJORS)('E6: graphql 17 by its channels, Node %s', nodeMajor => {
  let run: TracedRun;
  let patched: TracedRun;
  beforeAll(async () => {
    [run, patched] = await Promise.all([
      tracedRun({ script, args, nodeMajor }),
      tracedRun({ script, nodeMajor }),
    ]);
  }, 60_000);

  test('has the spans of graphql 16, which is patched', () => {
    expect(run.spans.length).toBeGreaterThan(600);
    expect(comparable(run.spans)).toEqual(comparable(patched.spans));
  });

  test('puts operations of 100 requests at once, and what their resolvers do, below their own', () => {
    for (const { name, spanId } of run.spans.filter(span => span.name.startsWith('request '))) {
      const i = name.slice('request '.length);
      const operations = below(run.spans, spanId).filter(span => span.name.startsWith('query'));
      expect(operations.map(span => span.name)).toEqual([`query Number${i}`, `query Again${i}`]);
      expect(below(run.spans, operations[0]!.spanId).map(span => span.name)).toEqual(['in the resolver']);
    }
  });

  test('shows nothing secret', () => {
    // Ids, times and process numbers are drawn, and may hold any digits.
    const told = run.spans.map(({ name, attributes, events, traceState }) => [
      name,
      attributes,
      events,
      traceState,
    ]);
    const text = JSON.stringify(told, (_key, value) => (typeof value === 'bigint' ? '' : value));
    expect(text).not.toMatch(/hunter2|4711/);
  });

  test('shows the app what bare Node shows', async () => {
    const bare = await runProgram({ script, args, nodeMajor, agent: false });
    expect(run.lines).toEqual(bare.stderr.trim().split('\n'));
  });
});

test('resolvers have spans where the setting asks for them, one for all items of a list', async () => {
  const { spans } = await tracedRun({ script, args, env: { OTEL_AGENT_GRAPHQL_RESOLVE_SPANS: 'on' } });
  const { traceId, spanId } = spans.find(span => span.name === 'list')!;
  const fields = spans.filter(span => span.traceId === traceId && span.name.startsWith('graphql.resolve'));
  expect(fields.map(span => span.name).sort()).toEqual([
    'graphql.resolve users',
    'graphql.resolve users.*.name',
  ]);
  expect(fields.find(span => span.name.endsWith('users'))!.attributes).toEqual({
    'graphql.field.name': 'users',
    'graphql.field.path': 'users',
    'graphql.field.type': '[User]',
    'graphql.parent.name': 'Query',
  });
  // Work of a resolver is below its span.
  const field = fields.find(span => span.name.endsWith('name'))!;
  expect(below(spans, field.spanId).map(span => span.name)).toEqual(['in the resolver']);
  expect(below(spans, spanId)).toHaveLength(3);
});

function below(spans: readonly CollectedSpan[], parent: string): CollectedSpan[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
}
