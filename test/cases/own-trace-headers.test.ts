import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';

interface Arrived {
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

const SCRIPT = 'cases/own-trace-headers.cjs';

sliced(describe).each([
  ...NODE_MAJORS.map(major => [major, 'tracecontext,baggage'] as const),
  [24, 'baggage,b3,tracecontext'] as const,
])('D1: a request that has headers of a trace already, Node %i, %s', (nodeMajor, OTEL_PROPAGATORS) => {
  let run: TracedRun;
  let arrived: readonly Arrived[];
  beforeAll(async () => {
    run = await tracedRun({ script: SCRIPT, nodeMajor, env: { OTEL_PROPAGATORS } });
    arrived = run.lines.map(line => JSON.parse(line));
  });

  const valuesOf = ({ headers }: Arrived, name: string) =>
    headers.filter(([key]) => key === name).map(([, value]) => value);
  const spanNamed = (name: string) => run.spans.find(span => span.name === name)!;
  const idsIn = (traceparent = '') => traceparent.split('-').slice(1, 3);
  const clientOf = (one: Arrived): CollectedSpan =>
    run.spans.find(
      ({ kind, spanId }) => kind === 'client' && spanId === idsIn(valuesOf(one, 'traceparent')[0])[1],
    )!;

  test('sends one of each, and one trace goes on', () => {
    expect(arrived.length).toBeGreaterThan(28);
    for (const one of arrived) {
      const [traceparent, ...more] = valuesOf(one, 'traceparent');
      expect([one.path, more]).toEqual([one.path, []]);
      const client = clientOf(one);
      const server = run.spans.find(
        ({ parentSpanId, kind }) => kind === 'server' && parentSpanId === client.spanId,
      );
      expect([one.path, server?.traceId]).toEqual([one.path, idsIn(traceparent)[0]]);
      expect(client.traceId).toBe(idsIn(traceparent)[0]);
      const name = one.path.slice(1).replace('/', ' ');
      expect([one.path, client.parentSpanId]).toEqual([one.path, spanNamed(name).spanId]);
    }
  });

  test("leaves nothing of another trace's, and the app's other headers alone", () => {
    for (const one of arrived.filter(({ path }) => path.startsWith('/within'))) {
      expect([one.path, valuesOf(one, 'tracestate')]).toEqual([one.path, []]);
      expect(valuesOf(one, 'baggage')).toEqual(['user=7']);
      expect(valuesOf(one, 'x-other')).toEqual(['kept']);
      expect(valuesOf(one, 'user-agent')).toEqual(['first']);
      expect(clientOf(one).attributes['user_agent.original']).toBe('first');
    }
  });
});
