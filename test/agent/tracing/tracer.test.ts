import {
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { LeanContextManager } from '../../../src/agent/tracing/context-manager';
import { pooledIds } from '../../../src/agent/tracing/ids';
import { makeShared } from '../../../src/agent/tracing/shared-attributes';
import type { LeanSpan } from '../../../src/agent/tracing/span';
import { LeanTracerProvider } from '../../../src/agent/tracing/tracer-provider';
import { resource } from '../export/arbitrary';

const LIMITS = {
  attributeCountLimit: 128,
  attributeValueLengthLimit: Infinity,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
};

/** Both providers with one sampler and one processor, as the agent has them. */
function providers(sampler: Sampler = new AlwaysOnSampler(), spanLimits = LIMITS) {
  const seen: string[] = [];
  const spanProcessors: SpanProcessor[] = [
    {
      onStart: (span: ReadableSpan) => void seen.push(`start ${span.name}`),
      onEnding: (span: ReadableSpan) => void seen.push(`ending ${span.name} ${span.ended}`),
      onEnd: (span: ReadableSpan) => void seen.push(`end ${span.name} ${span.ended}`),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ];
  const options = { resource, sampler, idGenerator: pooledIds, spanLimits, spanProcessors };
  return {
    seen,
    sdk: new TracerProvider(options).getTracer('app'),
    lean: new LeanTracerProvider(options).getTracer('http', '1', { schemaUrl: 'https://schema' }),
  };
}

beforeAll(() => {
  context.setGlobalContextManager(new LeanContextManager());
});
afterAll(() => {
  context.disable();
});

test('spans of the app and of instrumentations are parents of each other', () => {
  const { sdk, lean } = providers();
  lean.startActiveSpan('request', request => {
    expect(trace.getActiveSpan()).toBe(request);
    sdk.startActiveSpan('by hand', { kind: SpanKind.PRODUCER }, byHand => {
      const query = lean.startSpan('query') as unknown as ReadableSpan;
      expect(query.parentSpanContext).toEqual(byHand.spanContext());
      expect((byHand as unknown as ReadableSpan).parentSpanContext).toEqual(request.spanContext());
      expect(query.spanContext().traceId).toBe(request.spanContext().traceId);
    });
  });
});

test('a finished span says all that a finished span says', () => {
  const { lean, seen } = providers();
  const span = lean.startSpan('first name', { kind: SpanKind.SERVER }) as Span & ReadableSpan;
  expect([span.ended, span.isRecording(), span.duration]).toEqual([false, true, [-1, -1]]);
  span.updateName('GET /').setAttribute('a', 1).addEvent('event').setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  expect(span).toMatchObject({ name: 'GET /', kind: SpanKind.SERVER, ended: true, resource });
  expect(span.isRecording()).toBe(false);
  expect(span.instrumentationScope).toEqual({ name: 'http', version: '1', schemaUrl: 'https://schema' });
  expect(span.attributes).toEqual({ a: 1 });
  expect(span.duration[0]).toBe(0);
  expect(seen).toEqual(['start first name', 'ending GET / false', 'end GET / true']);
});

test('its attributes may be changed by who has asked for them', () => {
  const span = providers().lean.startSpan('x', { attributes: { a: 1 } }) as Span & {
    attributes: Record<string, unknown>;
    attributeList: unknown[] | undefined;
  };
  expect(span.attributeList).toEqual(['a', 1]);
  span.attributes.b = 2;
  span.setAttribute('c', 3);
  expect(span.attributeList).toBeUndefined();
  expect(span.attributes).toEqual({ a: 1, b: 2, c: 3 });
});

test('attributes up to the limit, and more than a list is good for', () => {
  const setMany = (attributeCountLimit: number) => {
    const span = providers(undefined, { ...LIMITS, attributeCountLimit }).lean.startSpan(
      'x',
    ) as ReadableSpan & Span;
    for (let i = 0; i < 900; i++) span.setAttribute(`key-${i % 600}`, i);
    return [Object.keys(span.attributes).length, span.attributes['key-5'], span.droppedAttributesCount];
  };
  expect(setMany(1000)).toEqual([600, 605, 0]);
  expect(setMany(128)).toEqual([128, 605, 472 + 172]);
});

test('the spans of a trace share one clock, so a child lies within its parent', () => {
  const { lean } = providers();
  const parent = lean.startSpan('parent') as Span & ReadableSpan;
  const child = lean.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)) as Span & ReadableSpan;
  child.end();
  parent.end();
  const nanos = ([seconds, rest]: readonly [number, number]) =>
    BigInt(seconds) * 1_000_000_000n + BigInt(rest);
  const times = [parent.startTime, child.startTime, child.endTime, parent.endTime].map(nanos);
  expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));
  expect(Math.abs(parent.startTime[0] - Date.now() / 1000)).toBeLessThan(60);
});

test('a small number is a time of performance.now()', () => {
  const { lean, sdk } = providers();
  const end = performance.now();
  const [ours, theirs] = [lean, sdk].map(tracer => {
    const span = tracer.startSpan('x', { startTime: Date.now() - 1000 }) as Span & ReadableSpan;
    span.end(end);
    return span.endTime[0] + span.endTime[1] / 1e9;
  });
  expect(Math.abs(ours! - theirs!)).toBeLessThan(1);
});

test('an end before the start becomes the start', () => {
  const span = providers().lean.startSpan('x', { startTime: [10, 5] }) as Span & ReadableSpan;
  span.end([10, 4]);
  expect([span.endTime, span.duration]).toEqual([
    [10, 5],
    [0, 0],
  ]);
});

test('root, suppressed and invalid parents', () => {
  const { lean } = providers();
  const parent = trace.setSpan(ROOT_CONTEXT, lean.startSpan('parent'));
  const root = lean.startSpan('root', { root: true }, parent) as unknown as ReadableSpan;
  expect(root.parentSpanContext).toBeUndefined();
  expect(root.spanContext().traceId).not.toBe(trace.getSpanContext(parent)!.traceId);
  expect(lean.startSpan('no', {}, suppressTracing(parent)).isRecording()).toBe(false);
  const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: 'x', spanId: 'y', traceFlags: 1 });
  const fresh = lean.startSpan('fresh', {}, invalid) as unknown as ReadableSpan;
  expect(fresh.parentSpanContext).toBeUndefined();
  expect(fresh.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
});

test('what is not sampled has ids of its own, goes to no processor, and says so to the next service', () => {
  const { lean, seen } = providers(new AlwaysOffSampler());
  const span = lean.startSpan('x', { attributes: { a: 1 } });
  expect(span.isRecording()).toBe(false);
  expect(span.spanContext()).toMatchObject({ traceFlags: TraceFlags.NONE });
  const below = lean.startSpan('y', {}, trace.setSpan(ROOT_CONTEXT, span)).spanContext();
  expect(below.traceId).toBe(span.spanContext().traceId);
  expect(below.spanId).not.toBe(span.spanContext().spanId);
  span.end();
  expect(seen).toEqual([]);
});

test('a sampler may add attributes and state, and record what is not sampled', () => {
  const traceState = { serialize: () => 'x=y' } as never;
  const { lean } = providers({
    shouldSample: () => ({ decision: SamplingDecision.RECORD, attributes: { b: 2, c: 3 }, traceState }),
    toString: () => 'test',
  });
  const span = lean.startSpan('x', { attributes: { a: 1, b: 1 } }) as Span & ReadableSpan;
  expect(span.isRecording()).toBe(true);
  expect(span.spanContext()).toMatchObject({ traceFlags: TraceFlags.NONE, traceState });
  expect(span.attributes).toEqual({ a: 1, b: 2, c: 3 });
});

test('ids are of the right form and do not repeat', () => {
  const ids = Array.from({ length: 5000 }, () => [pooledIds.generateTraceId(), pooledIds.generateSpanId()]);
  expect(ids.every(([traceId]) => /^[0-9a-f]{32}$/.test(traceId!))).toBe(true);
  expect(ids.every(([, spanId]) => /^[0-9a-f]{16}$/.test(spanId!))).toBe(true);
  expect(new Set(ids.flat()).size).toBe(10_000);
});

describe('attributes that spans share', () => {
  const SHARED = makeShared({ 'server.address': 'a', 'server.port': 80, 'url.query': undefined });
  const sharing = (limits = LIMITS) =>
    (
      providers(undefined, limits).lean.startSpan('x', { attributes: { first: 1 } }) as LeanSpan
    ).shareAttributes(SHARED);

  test('are the span’s own to whoever reads it', () => {
    const span = sharing();
    expect(span.sharedAttributes).toBe(SHARED);
    expect(span.attributeList).toEqual(['first', 1]);
    expect(span.attributes).toEqual({ first: 1, 'server.address': 'a', 'server.port': 80 });
    expect(span.sharedAttributes).toBeUndefined();
  });

  test('may be set anew, for this span alone', () => {
    const span = sharing().setAttribute('server.port', 81).setAttribute('last', true);
    expect(span.attributes).toEqual({ first: 1, 'server.address': 'a', 'server.port': 81, last: true });
    expect(sharing().attributes['server.port']).toBe(80);
  });

  test('keep to the limits', () => {
    const few = sharing({ ...LIMITS, attributeCountLimit: 2 });
    expect(few.attributes).toEqual({ first: 1, 'server.address': 'a' });
    expect(few.droppedAttributesCount).toBe(1);
    const full = sharing({ ...LIMITS, attributeCountLimit: 3 }).setAttribute('last', 1);
    expect(full.droppedAttributesCount).toBe(1);
    const short = makeShared({ a: 'long' });
    const { lean } = providers(undefined, { ...LIMITS, attributeValueLengthLimit: 2 });
    expect((lean.startSpan('x') as LeanSpan).shareAttributes(short).attributes).toEqual({ a: 'lo' });
  });

  test('are not added to a span that has ended', () => {
    const span = providers().lean.startSpan('x') as LeanSpan;
    span.end();
    expect(span.shareAttributes(SHARED).attributes).toEqual({});
  });
});
