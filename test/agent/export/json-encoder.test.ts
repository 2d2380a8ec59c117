import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from '../../fast-check';
import { logRecord, resource, span } from './arbitrary';
import { decodeLogsRequest, decodeTraceRequest, parseLogsRequest, parseTraceRequest } from './decode-otlp';
import { createLogRecordEncoder, createSpanEncoder } from './encoders';

// Held against the official protobuf, not the official JSON: that one writes 64-bit integers as numbers, NaN as null,
// and integers beyond 64 bits as ints.
describe('OTLP/JSON', () => {
  test('spans mean the same as the official protobuf', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), spans => {
        const encoder = createSpanEncoder('otlp-json', () => resource);
        for (const one of spans) encoder.add(one);
        expect(parseTraceRequest(encoder.take()!.body)).toEqual(
          decodeTraceRequest(ProtobufTraceSerializer.serializeRequest(spans)!),
        );
      }),
      { numRuns: fc.draws(300) },
    );
  });

  test('log records mean the same as the official protobuf', () => {
    fc.assert(
      fc.property(fc.array(logRecord, { minLength: 1, maxLength: 6 }), records => {
        const encoder = createLogRecordEncoder('otlp-json', () => resource);
        for (const record of records) encoder.add(record);
        expect(parseLogsRequest(encoder.take()!.body)).toEqual(
          decodeLogsRequest(ProtobufLogsSerializer.serializeRequest(records)!),
        );
      }),
      { numRuns: fc.draws(300) },
    );
  });
});
