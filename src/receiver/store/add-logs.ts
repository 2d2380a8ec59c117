import { LogRecordField, WireType } from '../../otlp/fields';
import { checkMessage } from '../wire/check-message';
import { readWord } from '../wire/read-word';
import type { Reader } from '../wire/reader';
import { ExportRequest } from '../wire/schema';
import { eachItem, scopesOf } from '../wire/scopes';
import type { Taken } from './add-traces';
import type { LogStore } from './log-store';

const TRACE_ID = (LogRecordField.traceId << 3) | WireType.bytes;
const SPAN_ID = (LogRecordField.spanId << 3) | WireType.bytes;

/** Takes in an ExportLogsServiceRequest. Throws MalformedError before anything is stored when it is not well-formed. */
export function addLogs(store: LogStore, request: Uint8Array): Taken {
  checkMessage(request, ExportRequest.logs);
  let accepted = 0;
  for (const scope of scopesOf(request)) {
    const { origin } = scope;
    eachItem(request, scope, item => {
      const chunk = store.open();
      const number = chunk.origins.intern(origin, 0, origin.length);
      const index = chunk.append(request.subarray(item.at, item.end), number);
      readIds(item, chunk.ids, index * 6);
      store.count++;
      accepted++;
    });
  }
  store.keepWithinBounds();
  return { accepted, rejected: 0 };
}

/** Copies the record's ids, six words in all; those of a wrong length count as absent. */
function readIds(reader: Reader, ids: Int32Array, at: number): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === TRACE_ID) readId(reader, 4, ids, at);
    else if (tag === SPAN_ID) readId(reader, 2, ids, at + 4);
    else reader.skip(tag);
  }
}

function readId(reader: Reader, words: number, ids: Int32Array, at: number): void {
  const from = reader.range();
  if (reader.at - from !== words * 4) return;
  for (let word = 0; word < words; word++) ids[at + word] = readWord(reader.bytes, from + word * 4);
}
