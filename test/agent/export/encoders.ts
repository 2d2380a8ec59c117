import type { Resource } from '@opentelemetry/resources';
import type { LogRecordFormat, SpanFormat } from '../../../src/agent/export/encode/formats';
import {
  protobufLogRecords,
  protobufSpans,
} from '../../../src/agent/export/encode/protobuf/protobuf-formats';
import { createScopeEncoder } from '../../../src/agent/export/encode/scope-groups';
import { TEXT_LOG_RECORDS, TEXT_SPANS } from '../../../src/agent/export/encode/text/text-formats';

/** Encodes spans as they end; the agent loads formats that are text from dist/. */
export function createSpanEncoder(name: SpanFormat, resource: () => Resource) {
  const format = name === 'otlp-protobuf' ? protobufSpans : TEXT_SPANS[name](resource);
  return createScopeEncoder(format, resource);
}

/** Encodes log records as they are emitted. */
export function createLogRecordEncoder(name: LogRecordFormat, resource: () => Resource) {
  return createScopeEncoder(name === 'otlp-protobuf' ? protobufLogRecords : TEXT_LOG_RECORDS[name], resource);
}
