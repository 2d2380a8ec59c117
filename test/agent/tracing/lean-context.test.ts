import { type Context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../src/agent/tracing/lean-context';
import * as fc from '../../fast-check';

const KEYS = [
  createContextKey('OpenTelemetry Context Key SPAN'),
  createContextKey('a'),
  createContextKey('b'),
  Symbol('c'),
];

/** A change of one of the contexts made so far. */
const change = fc.record({
  of: fc.nat(),
  key: fc.constantFrom(...KEYS),
  value: fc.oneof(fc.integer(), fc.constantFrom(undefined, null, 'delete')),
});

function contextsAfter(root: Context, changes: { of: number; key: symbol; value: unknown }[]): Context[] {
  const made = [root];
  for (const { of, key, value } of changes) {
    const from = made[of % made.length]!;
    made.push(value === 'delete' ? from.deleteValue(key) : from.setValue(key, value));
  }
  return made;
}

test('a context holds what the API’s own would, whatever was made of it since', () => {
  const seen = (contexts: Context[]) => contexts.map(one => KEYS.map(key => one.getValue(key)));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), changes => {
      expect(seen(contextsAfter(LEAN_ROOT_CONTEXT, changes))).toEqual(
        seen(contextsAfter(ROOT_CONTEXT, changes)),
      );
    }),
  );
});

test('the API finds spans in it', () => {
  const span = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 });
  const context = trace.setSpan(LEAN_ROOT_CONTEXT, span);
  expect(trace.getSpan(context)).toBe(span);
  expect(trace.getSpan(trace.deleteSpan(context))).toBeUndefined();
});

test('contexts made of contexts for ever do not grow', () => {
  const [a, b] = [createContextKey('a'), createContextKey('b')];
  let context = LEAN_ROOT_CONTEXT;
  // A chain that grew would be as deep as the stack here.
  for (let i = 0; i < 100_000; i++) context = context.setValue(a, i).setValue(b, i);
  expect([context.getValue(a), context.getValue(b)]).toEqual([99_999, 99_999]);
  expect(context.deleteValue(a).getValue(a)).toBeUndefined();
});
