import {
  SpanEventField,
  SpanField,
  SpanLinkField,
  SpanStatusField,
  WireType,
} from '../../../shared/otlp/fields';
import type { Attributes, SpanEvent, SpanLink } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readHex, readKeyValue, readText, within } from '../wire/read-value';
import { Reader } from '../wire/reader';
import { nanosBetween } from './refs';

/** Decoded fields that a stored span keeps as they came. */
export interface KeptFields {
  traceState: string;
  statusMessage: string;
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  readonly dropped: { attributes: number; events: number; links: number };
}

/** The start of the trace in Unix nanoseconds: low and high half. */
type TraceStart = readonly [low: number, high: number];

const { bytes, fixed64, varint } = WireType;
const TRACE_STATE = (SpanField.traceState << 3) | bytes;
const EVENTS = (SpanField.events << 3) | bytes;
const LINKS = (SpanField.links << 3) | bytes;
const STATUS = (SpanField.status << 3) | bytes;
const DROPPED_ATTRIBUTES = (SpanField.droppedAttributesCount << 3) | varint;
const DROPPED_EVENTS = (SpanField.droppedEventsCount << 3) | varint;
const DROPPED_LINKS = (SpanField.droppedLinksCount << 3) | varint;

/** Kept fields of most spans: none. */
const NOTHING: KeptFields = {
  traceState: '',
  statusMessage: '',
  events: [],
  links: [],
  dropped: { attributes: 0, events: 0, links: 0 },
};

/** Decodes the partial Span message that a segment keeps of a span; times become nanoseconds from the trace's start. */
export function readKept(message: Uint8Array, traceStart: TraceStart): KeptFields {
  if (message.length === 0) return NOTHING;
  const kept: KeptFields = {
    traceState: '',
    statusMessage: '',
    events: [],
    links: [],
    dropped: { attributes: 0, events: 0, links: 0 },
  };
  const reader = new Reader(message);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === EVENTS) kept.events.push(within(reader, event => readEvent(event, traceStart)));
    else if (tag === LINKS) kept.links.push(within(reader, readLink));
    else if (tag === STATUS) kept.statusMessage = within(reader, readStatusMessage);
    else if (tag === TRACE_STATE) kept.traceState = readText(reader);
    else if (tag === DROPPED_ATTRIBUTES) kept.dropped.attributes = reader.varint();
    else if (tag === DROPPED_EVENTS) kept.dropped.events = reader.varint();
    else if (tag === DROPPED_LINKS) kept.dropped.links = reader.varint();
    else reader.skip(tag);
  }
  return kept;
}

function readEvent(reader: Reader, traceStart: TraceStart): SpanEvent {
  let name = '';
  let timeNs = 0;
  const attributes: Attributes = noAttributes();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ((SpanEventField.timeUnixNano << 3) | fixed64)) {
      reader.fixed64();
      timeNs = nanosBetween(...traceStart, reader.low, reader.high);
    } else if (tag === ((SpanEventField.name << 3) | bytes)) name = readText(reader);
    else if (tag === ((SpanEventField.attributes << 3) | bytes)) {
      within(reader, item => readKeyValue(item, attributes));
    } else reader.skip(tag);
  }
  return { name, timeNs, attributes };
}

function readLink(reader: Reader): SpanLink {
  let traceId = '';
  let spanId = '';
  const attributes: Attributes = noAttributes();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ((SpanLinkField.traceId << 3) | bytes)) traceId = readHex(reader);
    else if (tag === ((SpanLinkField.spanId << 3) | bytes)) spanId = readHex(reader);
    else if (tag === ((SpanLinkField.attributes << 3) | bytes)) {
      within(reader, item => readKeyValue(item, attributes));
    } else reader.skip(tag);
  }
  return { traceId, spanId, attributes };
}

function readStatusMessage(reader: Reader): string {
  let message = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ((SpanStatusField.message << 3) | bytes)) message = readText(reader);
    else reader.skip(tag);
  }
  return message;
}
