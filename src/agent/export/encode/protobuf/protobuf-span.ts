import type { Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import {
  SpanEventField,
  SpanField,
  SpanFlags,
  SpanLinkField,
  SpanStatusField,
  WireType,
} from '../../../../shared/otlp/fields';
import type { SpanItem } from '../../span-item';
import type { ByteSink } from '../byte-sink';
import { writeAttributeList, writeAttributes, writeSharedAttributes } from './protobuf-attributes';
import {
  closeMessage,
  openMessage,
  writeCount,
  writeHexId,
  writeText,
  writeTime,
} from './protobuf-primitives';

const bytesTag = (field: number) => (field << 3) | WireType.bytes;
const varintTag = (field: number) => (field << 3) | WireType.varint;
const fixed64Tag = (field: number) => (field << 3) | WireType.fixed64;
const fixed32Tag = (field: number) => (field << 3) | WireType.fixed32;

const TRACE_ID = bytesTag(SpanField.traceId);
const SPAN_ID = bytesTag(SpanField.spanId);
const TRACE_STATE = bytesTag(SpanField.traceState);
const PARENT_SPAN_ID = bytesTag(SpanField.parentSpanId);
const NAME = bytesTag(SpanField.name);
const KIND = varintTag(SpanField.kind);
const START = fixed64Tag(SpanField.startTimeUnixNano);
const END = fixed64Tag(SpanField.endTimeUnixNano);
const ATTRIBUTES = bytesTag(SpanField.attributes);
const DROPPED_ATTRIBUTES = varintTag(SpanField.droppedAttributesCount);
const EVENTS = bytesTag(SpanField.events);
const DROPPED_EVENTS = varintTag(SpanField.droppedEventsCount);
const LINKS = bytesTag(SpanField.links);
const DROPPED_LINKS = varintTag(SpanField.droppedLinksCount);
const STATUS = bytesTag(SpanField.status);
const FLAGS = fixed32Tag(SpanField.flags);
const FLAGS_TAG_LOW = (FLAGS & 0x7f) | 0x80;
const FLAGS_TAG_HIGH = FLAGS >>> 7;

const EVENT_TIME = fixed64Tag(SpanEventField.timeUnixNano);
const EVENT_NAME = bytesTag(SpanEventField.name);
const EVENT_ATTRIBUTES = bytesTag(SpanEventField.attributes);
const EVENT_DROPPED = varintTag(SpanEventField.droppedAttributesCount);
const LINK_TRACE_ID = bytesTag(SpanLinkField.traceId);
const LINK_SPAN_ID = bytesTag(SpanLinkField.spanId);
const LINK_TRACE_STATE = bytesTag(SpanLinkField.traceState);
const LINK_ATTRIBUTES = bytesTag(SpanLinkField.attributes);
const LINK_DROPPED = varintTag(SpanLinkField.droppedAttributesCount);
const LINK_FLAGS = fixed32Tag(SpanLinkField.flags);
const STATUS_MESSAGE = bytesTag(SpanStatusField.message);
const STATUS_CODE = varintTag(SpanStatusField.code);

/** Writes a finished span as the content of opentelemetry.proto.trace.v1.Span; fields that hold their default are left out. */
export function writeSpan(sink: ByteSink, span: SpanItem): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIdsAndTimes(sink, span, context);
  const state = context.traceState?.serialize();
  if (state) writeText(sink, TRACE_STATE, state);
  writeText(sink, NAME, span.name);
  const list = span.attributeList;
  if (list === undefined) writeAttributes(sink, ATTRIBUTES, span.attributes);
  else writeAttributeList(sink, ATTRIBUTES, list);
  const shared = span.sharedAttributes;
  if (shared !== undefined) writeSharedAttributes(sink, ATTRIBUTES, shared);
  if (span.isPlain !== true) writeOthers(sink, span);
  sink.reserve(8);
  const { bytes, end } = sink;
  bytes[end] = FLAGS_TAG_LOW;
  bytes[end + 1] = FLAGS_TAG_HIGH;
  sink.view.setUint32(end + 2, spanFlags(context.traceFlags, parent?.isRemote), true);
  sink.end = end + 6;
}

/** Writes the fields of fixed size together, so that room is reserved once. */
function writeIdsAndTimes(sink: ByteSink, span: SpanItem, { traceId, spanId }: SpanContext): void {
  const parentSpanId = span.parentSpanContext?.spanId;
  sink.reserve(40 + ((traceId.length + spanId.length + (parentSpanId?.length ?? 0)) >> 1));
  const { bytes, view } = sink;
  let at = writeHexId(bytes, sink.end, TRACE_ID, traceId);
  at = writeHexId(bytes, at, SPAN_ID, spanId);
  if (parentSpanId) at = writeHexId(bytes, at, PARENT_SPAN_ID, parentSpanId);
  bytes[at++] = KIND;
  bytes[at++] = span.kind == null ? 0 : span.kind + 1;
  bytes[at++] = START;
  at = writeTime(view, at, span.startTime);
  bytes[at++] = END;
  sink.end = writeTime(view, at, span.endTime);
}

/** Writes the parts that few spans have. */
function writeOthers(sink: ByteSink, span: SpanItem): void {
  writeCount(sink, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(sink, event);
  writeCount(sink, DROPPED_EVENTS, span.droppedEventsCount);
  for (const link of span.links) writeLink(sink, link);
  writeCount(sink, DROPPED_LINKS, span.droppedLinksCount);
  writeStatus(sink, span.status);
}

function writeEvent(sink: ByteSink, event: TimedEvent): void {
  const start = openMessage(sink, EVENTS);
  sink.reserve(16);
  sink.bytes[sink.end] = EVENT_TIME;
  sink.end = writeTime(sink.view, sink.end + 1, event.time);
  writeText(sink, EVENT_NAME, event.name);
  if (event.attributes) writeAttributes(sink, EVENT_ATTRIBUTES, event.attributes);
  writeCount(sink, EVENT_DROPPED, event.droppedAttributesCount ?? 0);
  closeMessage(sink, start);
}

function writeLink(sink: ByteSink, link: Link): void {
  const { context } = link;
  const start = openMessage(sink, LINKS);
  sink.reserve(32 + ((context.traceId.length + context.spanId.length) >> 1));
  const at = writeHexId(sink.bytes, sink.end, LINK_TRACE_ID, context.traceId);
  sink.end = writeHexId(sink.bytes, at, LINK_SPAN_ID, context.spanId);
  const state = context.traceState?.serialize();
  if (state) writeText(sink, LINK_TRACE_STATE, state);
  if (link.attributes) writeAttributes(sink, LINK_ATTRIBUTES, link.attributes);
  writeCount(sink, LINK_DROPPED, link.droppedAttributesCount ?? 0);
  sink.reserve(8);
  sink.bytes[sink.end] = LINK_FLAGS;
  sink.view.setUint32(sink.end + 1, spanFlags(context.traceFlags, context.isRemote), true);
  sink.end += 5;
  closeMessage(sink, start);
}

function writeStatus(sink: ByteSink, status: SpanStatus): void {
  if (status.code === 0 && !status.message) return;
  const start = openMessage(sink, STATUS);
  if (status.message) writeText(sink, STATUS_MESSAGE, status.message);
  writeCount(sink, STATUS_CODE, status.code);
  closeMessage(sink, start);
}

/** Flags of a span or link: trace flags, and whether the parent (or the linked span) came from another process. */
function spanFlags(traceFlags: number, isRemote: boolean | undefined): number {
  const flags = (traceFlags & SpanFlags.traceFlagsMask) | SpanFlags.hasIsRemote;
  return isRemote ? flags | SpanFlags.isRemote : flags;
}
