import { OtlpStatusCode } from '../../../shared/otlp/fields';
import { type JsonMessage, messageToJson } from '../wire/message-to-json';
import { hexOfWords } from '../wire/read-word';
import { KeyValue } from '../wire/schema/common';
import { Span } from '../wire/schema/traces';
import { rowOf } from './refs';
import type { Segment } from './segment';
import type { SpanStore } from './span-store';

/** Writes a stored span as OTLP JSON, as it came except for empty fields. */
export function spanToJson(store: SpanStore, segment: Segment, index: number): JsonMessage {
  const home = store.segmentOf(segment.trace[index]!)!;
  const row = rowOf(segment.trace[index]!);
  const start = (BigInt(segment.start[index * 2 + 1]!) << 32n) | BigInt(segment.start[index * 2]!);
  const end = start + BigInt(Math.round(segment.durationNs[index]!));
  const name = segment.names.get(segment.name[index]!);
  const kept = messageToJson(segment.keptOf(index), Span);
  const status = segment.statusOf(index);
  return {
    traceId: hexOfWords(home.traceId, row * 4, row * 4 + 4),
    spanId: hexOfWords(segment.spanId, index * 2, index * 2 + 2),
    ...(segment.hasParent(index)
      ? { parentSpanId: hexOfWords(segment.parentId, index * 2, index * 2 + 2) }
      : {}),
    flags: segment.flags[index]!,
    name: Buffer.from(name).toString('utf8'),
    kind: segment.kindOf(index),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end < 0n ? 0n : end),
    attributes: attributesOf(segment, index),
    ...kept,
    status: {
      ...(kept.status as JsonMessage | undefined),
      ...(status === OtlpStatusCode.unset ? {} : { code: status }),
    },
  };
}

function attributesOf(segment: Segment, index: number): JsonMessage[] {
  const { attributes, attributeIds, attributeStart } = segment;
  const ids = attributeIds.subarray(attributeStart[index]!, attributeStart[index + 1]!);
  return Array.from(ids, id => messageToJson(attributes.get(id), KeyValue));
}
