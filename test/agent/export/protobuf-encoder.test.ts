import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from '../../fast-check';
import { logRecord, resource, span } from './arbitrary';
import { type Decoded, decodeLogsRequest, decodeTraceRequest } from './decode-otlp';
import { createLogRecordEncoder, createSpanEncoder } from './encoders';

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
      { numRuns: 600 },
    );
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
      { numRuns: 300 },
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
