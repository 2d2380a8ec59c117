import { LogRecordField, WireType } from '../../../../shared/otlp/fields';
import { readWord } from '../../wire/read-word';
import type { Reader } from '../../wire/reader';
import { Writer } from '../../wire/writer';
import { RecordChunk } from '../records/record-chunk';
import { LogParts } from './log-parts';

/** Records a chunk can hold. */
const CHUNK_RECORDS = 8192;
const ROW_BYTES = 42;
const ID_WORDS = 6;
const TRACE_WORDS = 4;

const TRACE_ID = (LogRecordField.traceId << 3) | WireType.bytes;
const SPAN_ID = (LogRecordField.spanId << 3) | WireType.bytes;
const TIME = (LogRecordField.timeUnixNano << 3) | WireType.fixed64;
const OBSERVED = (LogRecordField.observedTimeUnixNano << 3) | WireType.fixed64;
const SEVERITY = (LogRecordField.severityNumber << 3) | WireType.varint;

/** Fields of a record that are kept as they came. */
const rest = new Writer();

/**
 * A run of log records; their time is that of the event, else of when it was observed. What searches look at lies in columns
 * and in `parts`; the other fields are kept as they came.
 *
 *   partStart  [0, 5, 11, …]       record i has the parts partIds[partStart[i] .. partStart[i + 1])
 *   partIds    [0, 1, 2, 3, 4, 0, 1, 5, …]
 */
export class LogChunk extends RecordChunk {
  /** Four words of trace id and two of span id each; zeros if a record has none. */
  readonly ids = new Int32Array(CHUNK_RECORDS * ID_WORDS);
  readonly severity = new Uint8Array(CHUNK_RECORDS);
  readonly parts = new LogParts();
  readonly partStart = new Uint32Array(CHUNK_RECORDS + 1);
  partIds: Uint16Array | Uint32Array = new Uint32Array(1024);
  /** Unix milliseconds of the oldest and newest record. */
  oldestMs = Number.POSITIVE_INFINITY;
  newestMs = Number.NEGATIVE_INFINITY;
  isSealed = false;

  constructor() {
    super(CHUNK_RECORDS, ROW_BYTES);
  }

  override get bytes(): number {
    return super.bytes + this.parts.bytes + this.partIds.byteLength;
  }

  /** Keeps the record that a reader stands at; ids of a wrong length count as absent. */
  add(record: Reader, origin: number): void {
    const index = this.count;
    let partsEnd = this.partStart[index]!;
    let timeMs = 0;
    let observedMs = 0;
    rest.clear();
    for (let from = record.at, tag = record.tag(); tag !== 0; from = record.at, tag = record.tag()) {
      if (LogParts.holds(tag)) {
        const start = record.range();
        this.#notePart(partsEnd++, this.parts.intern(tag, record.bytes, from, start, record.at));
        continue;
      }
      if (tag === TRACE_ID && this.#readId(record, TRACE_WORDS, index * ID_WORDS)) continue;
      if (tag === SPAN_ID && this.#readId(record, ID_WORDS - TRACE_WORDS, index * ID_WORDS + TRACE_WORDS))
        continue;
      if (tag === TIME) timeMs = readMs(record);
      else if (tag === OBSERVED) observedMs = readMs(record);
      else if (tag === SEVERITY) this.severity[index] = Math.min(255, record.varint());
      else if (tag !== TRACE_ID && tag !== SPAN_ID) record.skip(tag);
      rest.raw(record.bytes, from, record.at);
    }
    this.partStart[index + 1] = partsEnd;
    this.#noteTime(index, timeMs === 0 ? observedMs : timeMs);
    this.append(rest.bytes, 0, rest.length, origin);
  }

  /** The record's message, put together anew. */
  override recordOf(index: number): Uint8Array {
    const { fields } = this.parts;
    const writer = new Writer();
    writer.raw(super.recordOf(index));
    for (let at = this.partStart[index]!; at < this.partStart[index + 1]!; at++)
      writer.raw(fields.get(this.partIds[at]!));
    this.#writeId(writer, LogRecordField.traceId, index * ID_WORDS, TRACE_WORDS);
    this.#writeId(writer, LogRecordField.spanId, index * ID_WORDS + TRACE_WORDS, ID_WORDS - TRACE_WORDS);
    return writer.finish();
  }

  override seal(): void {
    super.seal();
    this.isSealed = true;
    this.#renumber(this.parts.seal());
  }

  /** Gives parts their new numbers, in half the room where they fit. */
  #renumber(numbers: Uint32Array): void {
    const ids = this.partIds.subarray(0, this.partStart[this.count]!);
    this.partIds = numbers.length <= 2 ** 16 ? new Uint16Array(ids.length) : new Uint32Array(ids.length);
    for (let at = 0; at < ids.length; at++) this.partIds[at] = numbers[ids[at]!]!;
  }

  #notePart(at: number, part: number): void {
    if (at >= this.partIds.length) {
      const larger = new Uint32Array(this.partIds.length * 2);
      larger.set(this.partIds);
      this.partIds = larger;
    }
    this.partIds[at] = part;
  }

  #noteTime(index: number, ms: number): void {
    this.timeMs[index] = ms;
    if (ms < this.oldestMs) this.oldestMs = ms;
    if (ms > this.newestMs) this.newestMs = ms;
  }

  /** Passes an id; true if it went into the column. */
  #readId(reader: Reader, words: number, at: number): boolean {
    const from = reader.range();
    if (reader.at - from !== words * 4) return false;
    for (let word = 0; word < words; word++) this.ids[at + word] = readWord(reader.bytes, from + word * 4);
    return true;
  }

  /** Zeros are no id. */
  #writeId(writer: Writer, field: number, at: number, words: number): void {
    const id = Buffer.alloc(words * 4);
    for (let word = 0; word < words; word++) id.writeInt32BE(this.ids[at + word]!, word * 4);
    if (id.some(byte => byte !== 0)) writer.bytesField(field, id);
  }
}

function readMs(reader: Reader): number {
  reader.fixed64();
  return (reader.high * 2 ** 32 + reader.low) / 1e6;
}
