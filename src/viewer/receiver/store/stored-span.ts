import { OtlpSpanKind, OtlpStatusCode } from '../../../shared/otlp/fields';
import type { Attributes, Scope, SpanEvent, SpanKind, SpanLink, SpanStatus, TraceSpan } from '../trace';
import { hexOfWords } from '../wire/read-word';
import { AttributeReader } from './attribute-reader';
import { type KeptFields, readKept } from './kept-fields';
import type { Origin } from './origins';
import { nanosBetween } from './refs';
import type { Segment } from './segment';

const KINDS = Object.keys(OtlpSpanKind) as SpanKind[];
const STATUSES = Object.keys(OtlpStatusCode) as SpanStatus[];

/** Span in the store, whose fields are decoded when they are read. Stays readable after its trace has left. */
export class StoredSpan implements TraceSpan {
  readonly segment: Segment;
  readonly index: number;
  readonly startNs: number;
  readonly #traceStart: readonly [low: number, high: number];
  readonly #attributeReader: AttributeReader;
  #decodedAttributes: Attributes | undefined;
  #decodedKept: KeptFields | undefined;
  /** Ids in place of the sent ids. */
  #ids: { readonly own: string; readonly parent: string } | undefined;

  /** `traceStart` is the Unix time in nanoseconds that the span's own times are told from. */
  constructor(
    segment: Segment,
    index: number,
    traceStart: readonly [low: number, high: number],
    attributeReader = new AttributeReader(),
  ) {
    this.#attributeReader = attributeReader;
    this.segment = segment;
    this.index = index;
    this.#traceStart = traceStart;
    const { start } = segment;
    this.startNs = nanosBetween(...traceStart, start[index * 2]!, start[index * 2 + 1]!);
  }

  /** Gives the span ids other than the sent ids. */
  identify(own: string, parent: string): void {
    this.#ids = { own, parent };
  }

  get spanId(): string {
    if (this.#ids !== undefined) return this.#ids.own;
    return hexOfWords(this.segment.spanId, this.index * 2, this.index * 2 + 2);
  }

  get parentSpanId(): string | undefined {
    if (this.#ids !== undefined) return this.#ids.parent;
    if (!this.segment.hasParent(this.index)) return undefined;
    return hexOfWords(this.segment.parentId, this.index * 2, this.index * 2 + 2);
  }

  get name(): string {
    const name = this.segment.names.get(this.segment.name[this.index]!);
    return Buffer.from(name.buffer, name.byteOffset, name.length).toString('utf8');
  }

  get service(): string {
    return this.#origin.service;
  }

  get kind(): SpanKind {
    return KINDS[this.segment.kindOf(this.index)] ?? 'unspecified';
  }

  get status(): SpanStatus {
    return STATUSES[this.segment.statusOf(this.index)] ?? 'unset';
  }

  get statusMessage(): string {
    return this.#kept.statusMessage;
  }

  get durationNs(): number {
    return Math.max(0, this.segment.durationNs[this.index]!);
  }

  get attributes(): Attributes {
    this.#decodedAttributes ??= this.#attributeReader.read(this.segment, this.index);
    return this.#decodedAttributes;
  }

  get resource(): Attributes {
    return this.#origin.resource;
  }

  get scope(): Scope {
    return this.#origin.scope;
  }

  get events(): readonly SpanEvent[] {
    return this.#kept.events;
  }

  get links(): readonly SpanLink[] {
    return this.#kept.links;
  }

  get traceState(): string {
    return this.#kept.traceState;
  }

  get flags(): number {
    return this.segment.flags[this.index]!;
  }

  get dropped(): TraceSpan['dropped'] {
    return this.#kept.dropped;
  }

  get #origin(): Origin {
    return this.segment.origins.of(this.segment.origin[this.index]!);
  }

  get #kept(): KeptFields {
    this.#decodedKept ??= readKept(this.segment.keptOf(this.index), this.#traceStart);
    return this.#decodedKept;
  }
}

/** Tells whether a span was read from this place in the store. */
export function isStoredAt(span: TraceSpan, segment: Segment, index: number): boolean {
  return span instanceof StoredSpan && span.segment === segment && span.index === index;
}
