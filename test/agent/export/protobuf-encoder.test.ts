import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from '../../fast-check';
import { logRecord, resource, span } from './arbitrary';
import { type Decoded, decodeLogsRequest, decodeTraceRequest } from './decode-otlp';
import { createLogRecordEncoder, createSpanEncoder } from './encoders';

const EVENT = { name: 'event', time: [1, 2] as [number, number] };

/** The order of scopes means nothing; the encoder keeps that of their first use, over batches. */
function byScope(request: Decoded): Decoded {
  for (const resourceItems of (request.resourceSpans ?? request.resourceLogs) as Decoded[]) {
    const scopes = (resourceItems.scopeSpans ?? resourceItems.scopeLogs) as { scope: { name: string } }[];
    scopes.sort((a, b) => (a.scope.name < b.scope.name ? -1 : 1));
  }
  return request;
}

describe('OTLP protobuf', () => {
  test('spans equal the official serializer once decoded', () => {
    const encoder = createSpanEncoder('otlp-protobuf', () => resource);
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 8 }), spans => {
        for (const one of spans) encoder.add(one);
        expect(encoder.items).toBe(spans.length);
        const batch = encoder.take()!;
        expect(batch.items).toBe(spans.length);
        expect(byScope(decodeTraceRequest(batch.body))).toEqual(
          byScope(decodeTraceRequest(ProtobufTraceSerializer.serializeRequest(spans)!)),
        );
      }),
      { numRuns: fc.draws(600) },
    );
  });

  test('values that come again, and others between them, equal the official serializer', () => {
    const [one] = fc.sample(span, { numRuns: 1, seed: 1 });
    const value = fc.constantFrom('GET', 'POST', '', 'é', 'x'.repeat(21), 0, -0, 1.5, 200, true, undefined);
    const attributes = fc.record({ method: value, status: value });
    const encoder = createSpanEncoder('otlp-protobuf', () => resource);
    fc.assert(
      fc.property(fc.array(fc.tuple(attributes, attributes), { minLength: 8, maxLength: 24 }), pairs => {
        const spans = pairs.map(([own, ofEvent]): ReadableSpan => {
          return { ...one!, attributes: own, events: [{ ...EVENT, attributes: ofEvent }] };
        });
        for (const made of spans) encoder.add(made);
        expect(decodeTraceRequest(encoder.take()!.body)).toEqual(
          decodeTraceRequest(ProtobufTraceSerializer.serializeRequest(spans)!),
        );
      }),
      { numRuns: fc.draws(100) },
    );
  });

  test('an id that is not hex leaves no foreign bytes', () => {
    const [one] = fc.sample(span, { numRuns: 1, seed: 1 });
    const encoder = createSpanEncoder('otlp-protobuf', () => resource);
    const spanContext = () => ({ ...one!.spanContext(), traceId: `0a${'z'.repeat(30)}` });
    encoder.add({ ...one!, spanContext });
    const { body } = encoder.take()!;
    const at = Buffer.from(body).indexOf(Buffer.from([0x0a, 16, 0x0a, 0]));
    expect(
      Buffer.from(body)
        .subarray(at + 2, at + 18)
        .toString('hex'),
    ).toBe(`0a${'0'.repeat(30)}`);
  });

  test('log records equal the official serializer once decoded', () => {
    const encoder = createLogRecordEncoder('otlp-protobuf', () => resource);
    fc.assert(
      fc.property(fc.array(logRecord, { minLength: 1, maxLength: 8 }), records => {
        for (const record of records) encoder.add(record);
        expect(byScope(decodeLogsRequest(encoder.take()!.body))).toEqual(
          byScope(decodeLogsRequest(ProtobufLogsSerializer.serializeRequest(records)!)),
        );
      }),
      { numRuns: fc.draws(300) },
    );
  });

  test.each([
    ['ASCII', 'x'.repeat(1_000_000)],
    ['three bytes a character', '€'.repeat(400_000)],
  ])('a megabyte of %s in one attribute', (_, huge) => {
    const [one] = fc.sample(span, { numRuns: 1, seed: 1 });
    const spans: ReadableSpan[] = [{ ...one!, attributes: { huge, after: 'x' }, name: huge }];
    const encoder = createSpanEncoder('otlp-protobuf', () => resource);
    encoder.add(spans[0]!);
    expect(decodeTraceRequest(encoder.take()!.body)).toEqual(
      decodeTraceRequest(ProtobufTraceSerializer.serializeRequest(spans)!),
    );
  });
});
