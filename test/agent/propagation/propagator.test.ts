import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { createPropagator } from '../../../src/agent/propagation/propagator';
import { LEAN_ROOT_CONTEXT, LeanContext } from '../../../src/agent/tracing/lean-context';

const HEADERS = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=1,b=2',
  baggage: 'user=1',
};

test('a trace that comes in begins at the root that is given, and is written as it came', () => {
  const propagator = createPropagator(['tracecontext', 'baggage'], LEAN_ROOT_CONTEXT)!;
  const context = propagator.extract(ROOT_CONTEXT, HEADERS, defaultTextMapGetter);
  expect(context).toBeInstanceOf(LeanContext);
  expect(trace.getSpanContext(context)).toMatchObject({
    traceId: HEADERS.traceparent.slice(3, 35),
    isRemote: true,
  });
  const written = {};
  propagator.inject(context, written, defaultTextMapSetter);
  expect(written).toEqual(HEADERS);
  expect(propagator.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
});

test('what another context holds already stays', () => {
  const key = Symbol('mine');
  const propagator = createPropagator(['baggage'], LEAN_ROOT_CONTEXT)!;
  const context = propagator.extract(ROOT_CONTEXT.setValue(key, 7), HEADERS, defaultTextMapGetter);
  expect(context.getValue(key)).toBe(7);
  expect(propagation.getBaggage(context)?.getEntry('user')?.value).toBe('1');
  expect(trace.getSpan(context)).toBeUndefined();
});

test('none is none', () => {
  expect(createPropagator([], ROOT_CONTEXT)).toBeNull();
});
