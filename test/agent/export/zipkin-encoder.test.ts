import { createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { createSpanEncoder } from './encoders';

const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.namespace': 'web' });
const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const span: ReadableSpan = {
  name: 'GET /',
  kind: SpanKind.INTERNAL,
  spanContext: () => context,
  startTime: [1_700_000_000, 123_456_789],
  endTime: [1_700_000_001, 0],
  duration: [0, 876_543_211],
  status: { code: SpanStatusCode.UNSET },
  attributes: {},
  links: [],
  events: [],
  ended: true,
  resource,
  instrumentationScope: { name: 'http', version: '1.0' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
};

function zipkin(...changes: Partial<ReadableSpan>[]): Record<string, unknown>[] {
  const encoder = createSpanEncoder('zipkin-json', () => resource);
  for (const change of changes) encoder.add({ ...span, ...change });
  return JSON.parse(Buffer.from(encoder.take()!.body).toString());
}

test('a plain span has ids, name, kind, times and endpoint', () => {
  expect(zipkin({})).toEqual([
    {
      traceId: context.traceId,
      id: context.spanId,
      name: 'GET /',
      timestamp: 1_700_000_000_123_456,
      duration: 876_543,
      localEndpoint: { serviceName: 'shop' },
      tags: { 'service.namespace': 'web', 'otel.scope.name': 'http', 'otel.scope.version': '1.0' },
    },
  ]);
});

test('spans of several scopes are one list', () => {
  const scopes = ['a', 'b', 'a'].map(name => ({ instrumentationScope: { name } }));
  const pairs = zipkin(...scopes.map((scope, i) => ({ ...scope, name: String(i) })));
  expect(pairs.map(one => one.name).sort()).toEqual(['0', '1', '2']);
});

test.each([
  [SpanKind.SERVER, 'SERVER'],
  [SpanKind.CLIENT, 'CLIENT'],
  [SpanKind.PRODUCER, 'PRODUCER'],
  [SpanKind.CONSUMER, 'CONSUMER'],
  [SpanKind.INTERNAL, undefined],
])('kind %i', (kind, expected) => {
  expect(zipkin({ kind })[0]!.kind).toBe(expected);
});

test('tags are strings: lists as JSON, status, and what was dropped', () => {
  const [one] = zipkin({
    parentSpanContext: { ...context, spanId: 'c'.repeat(16) },
    attributes: { n: 1.5, yes: true, list: ['a', 1], error: false },
    status: { code: SpanStatusCode.ERROR },
    droppedAttributesCount: 1,
    droppedEventsCount: 2,
    droppedLinksCount: 3,
  });
  expect(one).toMatchObject({
    parentId: 'c'.repeat(16),
    tags: {
      n: '1.5',
      yes: 'true',
      list: '["a",1]',
      'otel.status_code': 'ERROR',
      error: '',
      'otel.dropped_attributes_count': '1',
      'otel.dropped_events_count': '2',
      'otel.dropped_links_count': '3',
    },
  });
});

test('an attribute named error does not make a span fail', () => {
  const [one] = zipkin({ attributes: { error: 'no' }, status: { code: SpanStatusCode.OK } });
  expect(one!.tags).not.toHaveProperty('error');
  expect(one!.tags).toMatchObject({ 'otel.status_code': 'OK' });
});

test('events are annotations', () => {
  const [one] = zipkin({
    events: [
      { name: 'bare', time: [1, 2000] },
      { name: 'retry', time: [1, 0], attributes: { attempt: 2 } },
    ],
  });
  expect(one!.annotations).toEqual([
    { timestamp: 1_000_002, value: 'bare' },
    { timestamp: 1_000_000, value: '"retry": {"attempt":2}' },
  ]);
});

test.each([
  [{ 'peer.service': 'db', 'server.address': 'x' }, { serviceName: 'db' }],
  [{ 'server.address': 'x', 'network.peer.address': '10.0.0.1' }, { serviceName: 'x' }],
  [
    { 'network.peer.address': '10.0.0.1', 'network.peer.port': 5432 },
    { serviceName: '10.0.0.1', port: 5432 },
  ],
  [{ 'db.name': 'shop' }, { serviceName: 'shop' }],
  [{}, undefined],
])('the remote endpoint of %o', (attributes, expected) => {
  expect(
    zipkin({ kind: SpanKind.CLIENT, attributes: attributes as ReadableSpan['attributes'] })[0]!
      .remoteEndpoint,
  ).toEqual(expected);
  expect(
    zipkin({ kind: SpanKind.SERVER, attributes: attributes as ReadableSpan['attributes'] })[0]!
      .remoteEndpoint,
  ).toBe(undefined);
});

test('a span shorter than a microsecond lasts one: 0 would mean that it is not known', () => {
  expect(zipkin({ duration: [0, 10] })[0]!.duration).toBe(1);
});

describe('links', () => {
  const linked = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
  const tagsOf = (links: ReadableSpan['links']) => zipkin({ links })[0]!.tags;

  test("are tags, as the Collector's exporter writes them", () => {
    const traceState = createTraceState('a=1,b=2');
    const tags = tagsOf([
      {
        context: { ...linked, traceState },
        attributes: { 'messaging.id': 'a|b', n: 3 },
        droppedAttributesCount: 2,
      },
      { context: linked },
    ]);
    expect(tags).toMatchObject({
      'otlp.link.0': `${linked.traceId}|${linked.spanId}|a=1,b=2|{"messaging.id":"a|b","n":3}|2`,
      'otlp.link.1': `${linked.traceId}|${linked.spanId}||{}|0`,
    });
  });

  test('whose trace state holds the character between the parts leave it out', () => {
    const traceState = createTraceState('a=1|2');
    expect(tagsOf([{ context: { ...linked, traceState } }])).toMatchObject({
      'otlp.link.0': `${linked.traceId}|${linked.spanId}||{}|0`,
    });
  });
});
