import type { Signal } from '../../check-request';
import { type JsonReader, LIST, OBJECT } from '../../wire/json-reader';
import { writeItems } from '../../wire/json-to-message';
import { ExportRequest } from '../../wire/schema/export-request';
import type { Field } from '../../wire/schema/message';
import { Writer } from '../../wire/writer';

/** An export request that was found in a text, as protobuf. */
export interface FoundRequest {
  readonly signal: Signal;
  readonly request: Uint8Array;
}

/** Members of a request that hold a signal's items, as OTLP names them and as Tempo does. */
const ITEMS = new Map<string, { readonly signal: Signal; readonly field: Field }>([
  ['resourceSpans', itemsOf('traces')],
  ['batches', itemsOf('traces')],
  ['resourceLogs', itemsOf('logs')],
  ['resourceMetrics', itemsOf('metrics')],
]);

/** Members that back ends put around a request: Jaeger's /api/v3 `result`, Tempo's /api/v2 `trace`, others `data`. */
const WRAPPERS = new Set(['result', 'trace', 'traces', 'data']);
/** Lists and objects around a request, at most. */
const MAX_WRAPPERS = 4;

/**
 * The OTLP requests in the value that the reader is at, bare or wrapped as back ends answer with them, alone or in
 * lists; one a signal at most, none when the value is something else. Passes the whole value. Throws MalformedError.
 */
export function otlpRequests(reader: JsonReader): FoundRequest[] {
  const writers = new Map<Signal, Writer>();
  visit(reader, writers, 0);
  return [...writers].map(([signal, writer]) => ({ signal, request: writer.finish() }));
}

function visit(reader: JsonReader, writers: Map<Signal, Writer>, depth: number): void {
  const bracket = reader.peek();
  if ((bracket !== LIST && bracket !== OBJECT) || depth > MAX_WRAPPERS) {
    reader.skip();
    return;
  }
  reader.open(bracket);
  while (reader.more()) {
    if (bracket === LIST) visit(reader, writers, depth + 1);
    else visitMember(reader, writers, depth);
  }
}

function visitMember(reader: JsonReader, writers: Map<Signal, Writer>, depth: number): void {
  reader.key();
  const name = reader.text();
  const items = ITEMS.get(name);
  if (items !== undefined && reader.peek() === LIST) {
    const writer = writers.get(items.signal) ?? new Writer();
    writers.set(items.signal, writer);
    writeItems(writer, reader, items.field);
  } else if (WRAPPERS.has(name)) visit(reader, writers, depth + 1);
  else reader.skip();
}

function itemsOf(signal: Signal): { signal: Signal; field: Field } {
  return { signal, field: ExportRequest[signal].byNumber[1]! };
}
