import { LogRecordField, WireType } from '../../../../shared/otlp/fields';
import { readWord } from '../../wire/read-word';
import type { Reader } from '../../wire/reader';
import { eachScope } from '../../wire/scopes';
import { OriginFinder } from '../origins';
import type { Taken } from '../traces/add-traces';
import type { LogChunk, LogStore } from './log-store';

const TRACE_ID = (LogRecordField.traceId << 3) | WireType.bytes;
const SPAN_ID = (LogRecordField.spanId << 3) | WireType.bytes;
const TIME = (LogRecordField.timeUnixNano << 3) | WireType.fixed64;
const OBSERVED = (LogRecordField.observedTimeUnixNano << 3) | WireType.fixed64;
const SEVERITY = (LogRecordField.severityNumber << 3) | WireType.varint;

/** Takes in an ExportLogsServiceRequest that `checkRequest` has passed. */
export function addLogs(store: LogStore, request: Uint8Array): Taken {
  let accepted = 0;
  const origins = new OriginFinder();
  eachScope(request, scope => {
    scope.eachItem(item => {
      const chunk = store.open();
      const index = chunk.append(request, item.at, item.end, origins.of(chunk.origins, scope));
      readColumns(item, chunk, index);
      store.count++;
      accepted++;
    });
  });
  store.version++;
  store.keepWithinBounds();
  return { accepted, rejected: 0 };
}

/** Copies the record's ids, time and severity; ids of a wrong length count as absent. */
function readColumns(reader: Reader, { ids, timeMs, severity }: LogChunk, index: number): void {
  let observedMs = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === TRACE_ID) readId(reader, 4, ids, index * 6);
    else if (tag === SPAN_ID) readId(reader, 2, ids, index * 6 + 4);
    else if (tag === TIME) timeMs[index] = readMs(reader);
    else if (tag === OBSERVED) observedMs = readMs(reader);
    else if (tag === SEVERITY) severity[index] = Math.min(255, reader.varint());
    else reader.skip(tag);
  }
  if (timeMs[index] === 0) timeMs[index] = observedMs;
}

function readMs(reader: Reader): number {
  reader.fixed64();
  return (reader.high * 2 ** 32 + reader.low) / 1e6;
}

function readId(reader: Reader, words: number, ids: Int32Array, at: number): void {
  const from = reader.range();
  if (reader.at - from !== words * 4) return;
  for (let word = 0; word < words; word++) ids[at + word] = readWord(reader.bytes, from + word * 4);
}
