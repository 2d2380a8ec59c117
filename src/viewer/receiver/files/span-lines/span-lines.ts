import type { BuiltSegment, SegmentLimits } from '../../store/segment-parts';
import { JsonReader, LIST, OBJECT } from '../../wire/json-reader';
import { openMessage, readName, writeMember } from '../../wire/json-to-message';
import { ExportRequest } from '../../wire/schema/export-request';
import type { Field, Message } from '../../wire/schema/message';
import { checkOriginBytes } from '../../wire/scopes';
import { Writer } from '../../wire/writer';
import { SegmentBuilder } from './segment-builder';
import { SpanReader } from './span-reader';

const RESOURCES = ExportRequest.traces.byNumber[1]!;
const ResourceSpans = RESOURCES.message!;
const SCOPES = fieldNamed(ResourceSpans, 'scopeSpans');
const ScopeSpans = SCOPES.message!;
const SPANS = fieldNamed(ScopeSpans, 'spans');

const BEGINNING = Buffer.from('{"resourceSpans":[');
/** Depths of messages, as `writeItems` counts them from the request's list on. */
const RESOURCE_DEPTH = 1;
const SCOPE_DEPTH = 2;

/**
 * Reads lines of OTLP JSON with spans, as the Collector's file exporter and the viewer write them, straight into segments
 * of the store: without the protobuf request on the way, this takes a quarter of the time.
 */
export class SpanLines {
  readonly #builder: SegmentBuilder;
  readonly #resource = new Writer();
  readonly #scope = new Writer();
  readonly #span = new SpanReader();

  /** `tell` gets each segment once it is full. */
  constructor(limits: SegmentLimits, tell: (segment: BuiltSegment) => void) {
    this.#builder = new SegmentBuilder(limits, tell);
  }

  /** Takes in a line; false if it has another form. Throws MalformedError. Nothing of such a line is kept. */
  take(line: Buffer): boolean {
    if (!line.subarray(0, BEGINNING.length).equals(BEGINNING)) return false;
    let isTaken = false;
    try {
      isTaken = this.#readRequest(new JsonReader(line));
    } finally {
      if (isTaken) this.#builder.commit();
      else this.#builder.rollBack();
    }
    return isTaken;
  }

  /** Tells the segment that is not full yet. */
  flush(): void {
    this.#builder.flush();
  }

  #readRequest(reader: JsonReader): boolean {
    reader.open(OBJECT);
    reader.more();
    reader.key();
    reader.open(LIST);
    while (reader.more()) this.#readResource(reader);
    return !reader.more() && reader.peek() === -1;
  }

  #readResource(reader: JsonReader): void {
    const writer = this.#resource;
    writer.clear();
    openMessage(reader, ResourceSpans);
    for (let at = -1; reader.more(); ) {
      at = readName(reader, ResourceSpans, at);
      const field = ResourceSpans.names[at]?.field;
      if (field !== SCOPES || reader.peek() !== LIST) writeMember(writer, reader, field, RESOURCE_DEPTH);
      else {
        reader.open(LIST);
        while (reader.more()) this.#readScope(reader);
      }
    }
    const fields = writer.view();
    checkOriginBytes(fields.length);
    this.#builder.endResource(fields);
  }

  #readScope(reader: JsonReader): void {
    const writer = this.#scope;
    writer.clear();
    openMessage(reader, ScopeSpans);
    for (let at = -1; reader.more(); ) {
      at = readName(reader, ScopeSpans, at);
      const field = ScopeSpans.names[at]?.field;
      if (field !== SPANS || reader.peek() !== LIST) writeMember(writer, reader, field, SCOPE_DEPTH);
      else {
        reader.open(LIST);
        while (reader.more()) this.#readSpan(reader);
      }
    }
    const fields = writer.view();
    checkOriginBytes(fields.length);
    this.#builder.endScope(fields);
  }

  #readSpan(reader: JsonReader): void {
    this.#span.read(reader, this.#builder.open());
    this.#builder.add(this.#span);
  }
}

function fieldNamed({ names }: Message, wanted: string): Field {
  return names.find(({ text }) => text === wanted)!.field;
}
