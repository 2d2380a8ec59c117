import { type Context, ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { createSampler } from '../../../src/agent/sampling/sampler';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const INVALID = '0'.repeat(32);

/** A parent in this process or another, and the trace id that a tracer goes on with. */
const parents: [string, Context, string][] = [
  ['no parent', ROOT_CONTEXT, TRACE_ID],
  ['a parent without sound ids', withParent({ traceId: INVALID, traceFlags: TraceFlags.SAMPLED }), TRACE_ID],
  ...[true, false].flatMap(isRemote =>
    [TraceFlags.NONE, TraceFlags.SAMPLED].map((traceFlags): [string, Context, string] => [
      `a ${isRemote ? 'remote' : 'local'} parent with flags ${traceFlags}`,
      withParent({ traceId: TRACE_ID, traceFlags, isRemote }),
      TRACE_ID,
    ]),
  ),
];

function withParent(parent: { traceId: string; traceFlags: number; isRemote?: boolean }): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { spanId: SPAN_ID, ...parent });
}

const decide = (sampler: Sampler, context: Context, traceId: string) =>
  sampler.shouldSample(context, traceId, 'name', SpanKind.SERVER, {}, []).decision;

describe.each([
  ['always_on', 1],
  ['always_off', 1],
  ['traceidratio', 0],
  ['traceidratio', 1],
  ['parentbased_always_on', 1],
  ['parentbased_always_off', 1],
  ['parentbased_traceidratio', 0],
  ['parentbased_traceidratio', 1],
])('%s, %d', (name, ratio) => {
  const lean = createSampler({ name, ratio, isLean: true });
  const upstream = createSampler({ name, ratio, isLean: false });

  test.each(parents)('%s: decides as upstream does', (_, context, traceId) => {
    expect(decide(lean, context, traceId)).toBe(decide(upstream, context, traceId));
  });
});
