import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { nameOfFirst, type SplitFormat, splitBatch } from '../../../../src/agent/export/split/split-batch';
import type { Batch } from '../../../../src/agent/export/types';
import * as fc from '../../../fast-check';
import { logRecord, resource, span } from '../arbitrary';
import { decodeLogsRequest, decodeTraceRequest, parseLogsRequest, parseTraceRequest } from '../decode-otlp';
import { createLogRecordEncoder, createSpanEncoder } from '../encoders';

type Read = (body: Uint8Array) => unknown;
interface Resources {
  readonly resource?: unknown;
  readonly schemaUrl?: unknown;
  readonly [scopes: string]: unknown;
}

/** Items of a request, each with the resource and the scope that it stands below. */
function itemsIn(request: unknown): unknown[] {
  if (Array.isArray(request)) return request;
  const [resources] = Object.values(request as Record<string, Resources[]>);
  return resources!.flatMap(({ resource, schemaUrl, ...rest }) =>
    (Object.values(rest)[0] as Resources[]).flatMap(({ scope, schemaUrl: ofScope, ...below }) =>
      (Object.values(below)[0] as unknown[]).map(item => ({ resource, schemaUrl, scope, ofScope, item })),
    ),
  );
}

/** Splits until each part has one item. */
function allParts(batch: Batch, format: SplitFormat): Batch[] {
  const halves = splitBatch(batch, format);
  return halves === undefined ? [batch] : halves.flatMap(half => allParts(half, format));
}

function expectParts(batch: Batch, format: SplitFormat, read: Read): void {
  const parts = allParts(batch, format);
  expect(parts.map(({ items }) => items)).toEqual(Array(batch.items).fill(1));
  expect(parts.flatMap(({ body }) => itemsIn(read(body)))).toEqual(itemsIn(read(batch.body)));
}

const parseJson: Read = body => JSON.parse(Buffer.from(body).toString());

test.each<[SplitFormat, Read]>([
  ['otlp-protobuf', decodeTraceRequest],
  ['otlp-json', parseTraceRequest],
  ['zipkin-json', parseJson],
])('the parts of spans in %s hold what the whole did', (format, read) => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 8 }), spans => {
      const encoder = createSpanEncoder(format as 'otlp-json', () => resource);
      for (const one of spans) encoder.add(one);
      expectParts(encoder.take()!, format, read);
    }),
    { numRuns: fc.draws(150) },
  );
});

test.each<[SplitFormat, Read]>([
  ['otlp-protobuf', decodeLogsRequest],
  ['otlp-json', parseLogsRequest],
])('the parts of log records in %s hold what the whole did', (format, read) => {
  fc.assert(
    fc.property(fc.array(logRecord, { minLength: 1, maxLength: 8 }), records => {
      const encoder = createLogRecordEncoder(format as 'otlp-json', () => resource);
      for (const one of records) encoder.add(one);
      expectParts(encoder.take()!, format, read);
    }),
    { numRuns: fc.draws(150) },
  );
});

describe('metrics', () => {
  const metric = (name: string, points: number) => ({
    descriptor: { name, description: '', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM as const,
    isMonotonic: true,
    dataPoints: Array.from({ length: points }, (_, value) => ({
      startTime: [1, 0] as [number, number],
      endTime: [2, 0] as [number, number],
      attributes: { value },
      value,
    })),
  });
  const collected: ResourceMetrics = {
    resource,
    scopeMetrics: [
      { scope: { name: 'a' }, metrics: [metric('first', 5), metric('second', 2)] },
      { scope: { name: 'b' }, metrics: [metric('third', 4)] },
    ],
  };

  test.each<[SplitFormat, Uint8Array]>([
    ['otlp-protobuf', ProtobufMetricsSerializer.serializeRequest(collected)!],
    ['otlp-json', JsonMetricsSerializer.serializeRequest(collected)!],
  ])('in %s are told apart, and count as many as their points', (format, body) => {
    const parts = allParts({ signal: 'metrics', body, items: 11 }, format);
    expect(parts.map(part => [nameOfFirst(part, format), part.items])).toEqual([
      ['first', 5],
      ['second', 2],
      ['third', 4],
    ]);
  });
});

test('the halves are about as large as each other, and a large item stands alone soon', () => {
  const [one] = fc.sample(span, { numRuns: 1, seed: 1 });
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  const sized = (name: string, bytes: number): ReadableSpan => ({
    ...one!,
    name,
    attributes: { x: 'x'.repeat(bytes) },
  });
  for (let i = 0; i < 400; i++) encoder.add(sized('small', 100));
  encoder.add(sized('the culprit', 1_000_000));
  const batch = encoder.take()!;
  const [small, large] = splitBatch(batch, 'otlp-protobuf')!;
  expect([small.items, large.items]).toEqual([400, 1]);
  expect(nameOfFirst(large, 'otlp-protobuf')).toBe('the culprit');
  const [first, second] = splitBatch(small, 'otlp-protobuf')!;
  expect(first.body.length / second.body.length).toBeCloseTo(1, 1);
});

test.each<SplitFormat>(['otlp-protobuf', 'otlp-json', 'zipkin-json', 'console'])(
  'what is not %s goes as a whole',
  format => {
    const nonsense: Batch = { signal: 'traces', body: Buffer.from([0x0a, 0xff, 0xff, 1]), items: 2 };
    expect(splitBatch(nonsense, format)).toBeUndefined();
    expect(nameOfFirst(nonsense, format)).toBeUndefined();
  },
);
