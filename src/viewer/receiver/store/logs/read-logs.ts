import { LogRecordField, WireType } from '../../../../shared/otlp/fields';
import type { Attributes, Value } from '../../trace';
import { noAttributes } from '../../wire/no-attributes';
import { readAnyValue, readHex, readKeyValue, readText, within } from '../../wire/read-value';
import { readWord } from '../../wire/read-word';
import { Reader } from '../../wire/reader';
import type { LogChunk } from './log-chunk';
import type { LogStore } from './log-store';

/** A log record that belongs to a trace. */
export interface TraceLog {
  /** Time of the event, else the time when it was observed. */
  readonly timeUnixNano: bigint;
  readonly spanId: string;
  readonly service: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: Value;
  readonly eventName: string;
  readonly attributes: Attributes;
}

const MAX_LOGS = 5000;
const tag = (field: number, wire: number) => (field << 3) | wire;
const { bytes, fixed64, varint } = WireType;

/** The log records of a trace in order of time, the first few thousand. */
export function readTraceLogs(logs: LogStore, traceId: string): TraceLog[] {
  const id = Buffer.from(traceId, 'hex');
  const [first, ...others] = [0, 4, 8, 12].map(at => readWord(id, at));
  const found: TraceLog[] = [];
  for (const chunk of logs.chunks) {
    const { ids, count } = chunk;
    for (let index = 0; index < count && found.length < MAX_LOGS; index++) {
      const at = index * 6;
      if (ids[at] === first && others.every((word, i) => ids[at + 1 + i] === word))
        found.push(readLog(chunk, index));
    }
  }
  return found.sort((a, b) =>
    a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0,
  );
}

/** Decodes a record. */
export function readLog(chunk: LogChunk, index: number): TraceLog {
  const log = {
    timeUnixNano: 0n,
    spanId: '',
    service: chunk.origins.of(chunk.origin[index]!).service,
    severityNumber: 0,
    severityText: '',
    body: null as Value,
    eventName: '',
    attributes: noAttributes(),
  };
  let observed = 0n;
  const reader = new Reader(chunk.recordOf(index));
  for (let next = reader.tag(); next !== 0; next = reader.tag()) {
    if (next === tag(LogRecordField.timeUnixNano, fixed64)) log.timeUnixNano = readTime(reader);
    else if (next === tag(LogRecordField.observedTimeUnixNano, fixed64)) observed = readTime(reader);
    else if (next === tag(LogRecordField.spanId, bytes)) log.spanId = readHex(reader);
    else if (next === tag(LogRecordField.severityNumber, varint)) log.severityNumber = reader.varint();
    else if (next === tag(LogRecordField.severityText, bytes)) log.severityText = readText(reader);
    else if (next === tag(LogRecordField.body, bytes)) log.body = within(reader, readAnyValue);
    else if (next === tag(LogRecordField.eventName, bytes)) log.eventName = readText(reader);
    else if (next === tag(LogRecordField.attributes, bytes)) {
      within(reader, item => readKeyValue(item, log.attributes));
    } else reader.skip(next);
  }
  return log.timeUnixNano === 0n ? { ...log, timeUnixNano: observed } : log;
}

function readTime(reader: Reader): bigint {
  reader.fixed64();
  return (BigInt(reader.high) << 32n) | BigInt(reader.low);
}
