import {
  type Attributes,
  createTraceState,
  type HrTime,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import * as fc from '../../fast-check';

/** Spans and log records as odd as the SDK lets them be. */
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  // Around the lengths where a length prefix grows by a byte, and the native write takes over.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'é', '€', '😀'), fc.integer({ min: 0, max: 300 }))
      .map(([c, n]) => c.repeat(n)),
  },
  // Lone surrogates: legal in JavaScript, U+FFFD in UTF-8.
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.integer({ min: 0xd7f0, max: 0xe010 }).map(code => String.fromCharCode(code)),
      maxLength: 12,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\0',
      '\u007f\u0080',
      'x'.repeat(16_383),
      'é'.repeat(8_192),
      'y'.repeat(70_000),
    ),
  },
);

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.integer({ min: -200, max: 200 }),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 32 + 1,
    -(2 ** 32),
  ),
  fc.constantFrom(
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 53) - 2,
    2 ** 62,
    2 ** 63,
    -(2 ** 63),
    2 ** 64,
    1e20,
    -1e20,
    1e300,
    5e-324,
    0.1,
  ),
  fc
    .integer({ min: -63, max: 63 })
    .chain(bit => fc.integer({ min: -2, max: 2 }).map(d => Math.sign(bit) * 2 ** Math.abs(bit) + d)),
);

const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: number },
  fc.boolean(),
  fc.constantFrom(null, undefined),
);

/** Values that the 3.x SDK takes: nested maps, lists of anything, bytes. */
export const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 6, arbitrary: scalar },
    fc.uint8Array({ maxLength: 200 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 4 }),
    fc.array(fc.string({ maxLength: 5 }), { maxLength: 60 }),
  ),
})).value;

export const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'http.request.method',
      'url.path',
      'a',
      'db.query.text',
      'hasOwnProperty',
      'k'.repeat(79),
    ),
  },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 20 }) },
  fc.constantFrom('k'.repeat(80), 'k'.repeat(81), 'k'.repeat(130), 'schlüssel', '键'.repeat(50), '\0'),
);

export const attributes = fc.dictionary(key, value, { maxKeys: 12 }) as fc.Arbitrary<Attributes>;

export const time: fc.Arbitrary<HrTime> = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 })),
  fc.constantFrom<HrTime>(
    [0, 0],
    [1, 0],
    [4, 294_967_295],
    [4, 294_967_296],
    [1_700_000_000, 999_999_999],
    [18_446_744_073, 709_551_615],
  ),
);

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });

export const spanContext: fc.Arbitrary<SpanContext> = fc
  .record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(0, 1, 3, 255, 257),
    isRemote: fc.constantFrom(true, false, undefined),
    traceState: fc.constantFrom(undefined, '', 'a=1', 'vendor=value,other=x'),
  })
  .map(({ isRemote, traceState, ...context }) => ({
    ...context,
    ...(isRemote !== undefined && { isRemote }),
    ...(traceState !== undefined && { traceState: createTraceState(traceState) }),
  }));

const count = fc.constantFrom(0, 0, 1, 127, 128, 70_000);

const event: fc.Arbitrary<TimedEvent> = fc
  .record({
    time,
    name: text,
    attributes: fc.option(attributes, { nil: undefined }),
    dropped: fc.option(count, { nil: undefined }),
  })
  .map(({ time, name, attributes, dropped }) => ({
    time,
    name,
    ...(attributes && { attributes }),
    ...(dropped !== undefined && { droppedAttributesCount: dropped }),
  }));

const link: fc.Arbitrary<Link> = fc
  .record({ context: spanContext, attributes: fc.option(attributes, { nil: undefined }), dropped: count })
  .map(({ context, attributes, dropped }) => ({
    context,
    ...(attributes && { attributes }),
    droppedAttributesCount: dropped,
  }));

const SCOPES = [
  { name: '@opentelemetry/instrumentation-http', version: '0.1.0' },
  { name: 'pg', version: '1', schemaUrl: 'https://opentelemetry.io/schemas/1.30.0' },
  { name: '' },
  { name: 'with attributes', version: '', attributes: { a: 1, b: ['x', null] }, droppedAttributesCount: 3 },
];

export const resource = resourceFromAttributes(
  { 'service.name': 'shop', 'process.pid': 4711, tags: ['a', 'b'], ratio: 0.5, ünï: true },
  { schemaUrl: 'https://opentelemetry.io/schemas/1.37.0' },
);

export const span: fc.Arbitrary<ReadableSpan> = fc
  .record({
    context: spanContext,
    parent: fc.option(spanContext, { nil: undefined }),
    name: text,
    kind: fc.integer({ min: 0, max: 4 }),
    startTime: time,
    endTime: time,
    duration: time,
    attributes,
    events: fc.array(event, { maxLength: 3 }),
    links: fc.array(link, { maxLength: 3 }),
    status: fc.oneof(
      fc.constant({ code: 0 }),
      fc.constant({ code: 1 }),
      text.map(message => ({ code: 2, message })),
      fc.constant({ code: 2 }),
    ),
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
    scope: fc.constantFrom(...SCOPES),
  })
  .map(({ context, parent, scope, ...rest }) => ({
    ...rest,
    spanContext: () => context,
    ...(parent && { parentSpanContext: parent }),
    ended: true,
    resource,
    instrumentationScope: scope,
  }));

export const logRecord: fc.Arbitrary<ReadableLogRecord> = fc
  .record({
    hrTime: time,
    hrTimeObserved: time,
    context: fc.option(spanContext, { nil: undefined }),
    severityText: fc.option(text, { nil: undefined }),
    severityNumber: fc.option(fc.integer({ min: 0, max: 24 }), { nil: undefined }),
    body: value,
    eventName: fc.option(text, { nil: undefined }),
    attributes,
    droppedAttributesCount: count,
    scope: fc.constantFrom(...SCOPES),
  })
  .map(({ context, scope, ...rest }) => ({
    ...rest,
    ...(context && { spanContext: context }),
    resource,
    instrumentationScope: scope,
  })) as fc.Arbitrary<ReadableLogRecord>;
