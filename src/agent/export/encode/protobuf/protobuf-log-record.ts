import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { LogRecordField, WireType } from '../../../../shared/otlp/fields';
import type { ByteSink } from '../byte-sink';
import { writeAnyValue, writeAttributes } from './protobuf-attributes';
import {
  closeMessage,
  openMessage,
  writeCount,
  writeHexId,
  writeText,
  writeTime,
} from './protobuf-primitives';

const TIME = (LogRecordField.timeUnixNano << 3) | WireType.fixed64;
const SEVERITY_NUMBER = (LogRecordField.severityNumber << 3) | WireType.varint;
const SEVERITY_TEXT = (LogRecordField.severityText << 3) | WireType.bytes;
const BODY = (LogRecordField.body << 3) | WireType.bytes;
const ATTRIBUTES = (LogRecordField.attributes << 3) | WireType.bytes;
const DROPPED_ATTRIBUTES = (LogRecordField.droppedAttributesCount << 3) | WireType.varint;
const FLAGS = (LogRecordField.flags << 3) | WireType.fixed32;
const TRACE_ID = (LogRecordField.traceId << 3) | WireType.bytes;
const SPAN_ID = (LogRecordField.spanId << 3) | WireType.bytes;
const OBSERVED_TIME = (LogRecordField.observedTimeUnixNano << 3) | WireType.fixed64;
const EVENT_NAME = (LogRecordField.eventName << 3) | WireType.bytes;

/** Writes a log record as the content of opentelemetry.proto.logs.v1.LogRecord; fields that hold their default are left out. */
export function writeLogRecord(sink: ByteSink, record: ReadableLogRecord): void {
  writeTimeField(sink, TIME, record.hrTime);
  writeCount(sink, SEVERITY_NUMBER, record.severityNumber ?? 0);
  if (record.severityText) writeText(sink, SEVERITY_TEXT, record.severityText);
  if (record.body !== undefined) {
    const start = openMessage(sink, BODY);
    writeAnyValue(sink, record.body);
    closeMessage(sink, start);
  }
  writeAttributes(sink, ATTRIBUTES, record.attributes);
  writeCount(sink, DROPPED_ATTRIBUTES, record.droppedAttributesCount);
  writeSpanContext(sink, record);
  writeTimeField(sink, OBSERVED_TIME, record.hrTimeObserved);
  if (record.eventName) writeText(sink, EVENT_NAME, record.eventName);
}

function writeSpanContext(sink: ByteSink, record: ReadableLogRecord): void {
  const context = record.spanContext;
  if (context === undefined) return;
  sink.reserve(32 + ((context.traceId.length + context.spanId.length) >> 1));
  if (context.traceFlags) {
    sink.bytes[sink.end] = FLAGS;
    sink.view.setUint32(sink.end + 1, context.traceFlags, true);
    sink.end += 5;
  }
  if (context.traceId) sink.end = writeHexId(sink.bytes, sink.end, TRACE_ID, context.traceId);
  if (context.spanId) sink.end = writeHexId(sink.bytes, sink.end, SPAN_ID, context.spanId);
}

function writeTimeField(sink: ByteSink, tag: number, time: readonly [number, number]): void {
  sink.reserve(16);
  sink.bytes[sink.end] = tag;
  sink.end = writeTime(sink.view, sink.end + 1, time);
}
