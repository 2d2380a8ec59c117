import { LogRecordField } from '../../../../shared/otlp/fields';
import { AnyValue, KeyValue } from './common';
import { choice, type Enumeration, many, message, named, one } from './message';

/** opentelemetry.proto.logs.v1.LogRecord */
export const LogRecord = message('LogRecord', [
  one(LogRecordField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  choice(LogRecordField.severityNumber, 'severityNumber', severities()),
  one(LogRecordField.severityText, 'severityText', 'string'),
  one(LogRecordField.body, 'body', AnyValue),
  many(LogRecordField.attributes, 'attributes', KeyValue),
  one(LogRecordField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
  one(LogRecordField.flags, 'flags', 'fixed32'),
  one(LogRecordField.traceId, 'traceId', 'hex'),
  one(LogRecordField.spanId, 'spanId', 'hex'),
  one(LogRecordField.observedTimeUnixNano, 'observedTimeUnixNano', 'fixed64'),
  one(LogRecordField.eventName, 'eventName', 'string'),
]);

/** Six severities of four grades each: TRACE, TRACE2, TRACE3, TRACE4, DEBUG … */
function severities(): Enumeration {
  const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap(name =>
    ['', '2', '3', '4'].map(grade => name + grade),
  );
  return named('SEVERITY_NUMBER_', Object.fromEntries(names.map((name, at) => [name, at + 1])));
}
