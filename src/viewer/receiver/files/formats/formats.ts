import type { RequestTaker } from '../../inbox';
import { JsonReader } from '../../wire/json-reader';
import { jaegerRequests } from './jaeger';
import type { JsonPart } from './json-parts';
import { type FoundRequest, otlpRequests } from './otlp-json';
import { zipkinRequests } from './zipkin';

/** The formats of files, by the names that people know. */
export type Format = 'OTLP JSON' | 'Jaeger JSON' | 'Zipkin JSON';

/** Readers of each format; a reader returns undefined if the value is in another format. */
const READERS: readonly (readonly [Format, (part: JsonPart) => Iterable<FoundRequest> | undefined])[] = [
  ['Jaeger JSON', jaegerRequests],
  ['Zipkin JSON', zipkinRequests],
];

/**
 * Takes in the JSON values of a text, in any of the formats, and yields between them, so that others can be served.
 * Returns the format; undefined when a value is in none of them. Throws MalformedError.
 */
export function* takeText(text: Uint8Array, inbox: RequestTaker): Generator<void, Format | undefined> {
  const reader = new JsonReader(text);
  let format: Format | undefined;
  while (reader.peek() !== -1) {
    const from = reader.at;
    const requests = otlpRequests(reader);
    const found = requests.length > 0 ? 'OTLP JSON' : undefined;
    const taken = found ?? (yield* takeOther({ bytes: text, from, to: reader.at }, inbox));
    if (taken === undefined) return undefined;
    for (const { signal, request } of requests) inbox.take(signal, request);
    format = taken;
    yield;
  }
  return format;
}

function* takeOther(part: JsonPart, inbox: RequestTaker): Generator<void, Format | undefined> {
  for (const [format, read] of READERS) {
    const requests = read(part);
    if (requests === undefined) continue;
    for (const { signal, request } of requests) {
      inbox.take(signal, request);
      yield;
    }
    return format;
  }
  return undefined;
}
