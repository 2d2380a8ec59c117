import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Format } from '../scope-groups';
import { assembleProtobuf, ITEM } from './protobuf-envelope';
import { writeLogRecord } from './protobuf-log-record';
import { closeMessage, openMessage } from './protobuf-primitives';
import { writeSpan } from './protobuf-span';

/** Length bytes kept for an item: nearly every span and log record takes from 128 bytes to 16 KB. */
const LENGTH_BYTES = 2;

/** Spans as ExportTraceServiceRequest, OTLP protobuf. */
export const protobufSpans: Format<ReadableSpan> = {
  signal: 'traces',
  write(sink, span) {
    const start = openMessage(sink, ITEM, LENGTH_BYTES);
    writeSpan(sink, span);
    closeMessage(sink, start, LENGTH_BYTES);
  },
  assemble: assembleProtobuf,
};

/** Log records as ExportLogsServiceRequest, OTLP protobuf. */
export const protobufLogRecords: Format<ReadableLogRecord> = {
  signal: 'logs',
  write(sink, record) {
    const start = openMessage(sink, ITEM, LENGTH_BYTES);
    writeLogRecord(sink, record);
    closeMessage(sink, start, LENGTH_BYTES);
  },
  assemble: assembleProtobuf,
};
