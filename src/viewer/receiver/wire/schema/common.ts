import {
  AnyValueField,
  KeyValueField,
  ListField,
  ResourceField,
  ScopeField,
} from '../../../../shared/otlp/fields';
import { emptyMessage, fill, many, message, one } from './message';

const AnyValueMessage = emptyMessage('AnyValue');

/** opentelemetry.proto.common.v1.KeyValue */
export const KeyValue = message('KeyValue', [
  one(KeyValueField.key, 'key', 'string'),
  one(KeyValueField.value, 'value', AnyValueMessage),
]);

const ArrayValue = message('ArrayValue', [many(ListField.values, 'values', AnyValueMessage)]);
const KeyValueList = message('KeyValueList', [many(ListField.values, 'values', KeyValue)]);

/** opentelemetry.proto.common.v1.AnyValue: the one message that holds itself. */
export const AnyValue = fill(AnyValueMessage, [
  one(AnyValueField.string, 'stringValue', 'string'),
  one(AnyValueField.bool, 'boolValue', 'bool'),
  one(AnyValueField.int, 'intValue', 'int64'),
  one(AnyValueField.double, 'doubleValue', 'double'),
  one(AnyValueField.array, 'arrayValue', ArrayValue),
  one(AnyValueField.kvlist, 'kvlistValue', KeyValueList),
  one(AnyValueField.bytes, 'bytesValue', 'base64'),
]);

export const Resource = message('Resource', [
  many(ResourceField.attributes, 'attributes', KeyValue),
  one(ResourceField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
]);

export const Scope = message('InstrumentationScope', [
  one(ScopeField.name, 'name', 'string'),
  one(ScopeField.version, 'version', 'string'),
  many(ScopeField.attributes, 'attributes', KeyValue),
  one(ScopeField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
]);
