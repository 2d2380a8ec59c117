import { OtlpSpanKind, OtlpStatusCode } from '../../otlp/fields';
import type { Attributes, Scope, SpanEvent, SpanKind, SpanLink, SpanStatus, TraceSpan } from '../trace';
import { hexOfWords } from '../wire/read-word';
import { AttributeReader } from './attribute-reader';
import { type KeptFields, readKept } from './kept-fields';
import { type Origin, originOf } from './origin';
import { nanosBetween } from './refs';
import type { Segment } from './segment';

const KINDS = Object.keys(OtlpSpanKind) as SpanKind[];
const STATUSES = Object.keys(OtlpStatusCode) as SpanStatus[];

/** A span as it lies in the store, decoded piece by piece when it is asked for. Stays readable after its trace has left. */
export class StoredSpan implements TraceSpan {
  readonly segment: Segment;
  readonly index: number;
  readonly startNs: number;
  private readonly traceStart: readonly [low: number, high: number];
  private readonly attributeReader: AttributeReader;
  private decodedAttributes: Attributes | undefined;
  private decodedKept: KeptFields | undefined;

  /** `traceStart` is the Unix time in nanoseconds that the span's own times are told from. */
  constructor(
    segment: Segment,
    index: number,
    traceStart: readonly [low: number, high: number],
    attributeReader = new AttributeReader(),
  ) {
    this.attributeReader = attributeReader;
    this.segment = segment;
    this.index = index;
    this.traceStart = traceStart;
    const { start } = segment;
    this.startNs = nanosBetween(...traceStart, start[index * 2]!, start[index * 2 + 1]!);
  }

  get spanId(): string {
    return hexOfWords(this.segment.spanId, this.index * 2, this.index * 2 + 2);
  }

  get parentSpanId(): string | undefined {
    if (!this.segment.hasParent(this.index)) return undefined;
    return hexOfWords(this.segment.parentId, this.index * 2, this.index * 2 + 2);
  }

  get name(): string {
    const name = this.segment.names.get(this.segment.name[this.index]!);
    return Buffer.from(name.buffer, name.byteOffset, name.length).toString('utf8');
  }

  get service(): string {
    return this.origin.service;
  }

  get kind(): SpanKind {
    return KINDS[this.segment.kindOf(this.index)] ?? 'unspecified';
  }

  get status(): SpanStatus {
    return STATUSES[this.segment.statusOf(this.index)] ?? 'unset';
  }

  get statusMessage(): string {
    return this.kept.statusMessage;
  }

  get durationNs(): number {
    return Math.max(0, this.segment.durationNs[this.index]!);
  }

  get attributes(): Attributes {
    this.decodedAttributes ??= this.attributeReader.read(this.segment, this.index);
    return this.decodedAttributes;
  }

  get resource(): Attributes {
    return this.origin.resource;
  }

  get scope(): Scope {
    return this.origin.scope;
  }

  get events(): readonly SpanEvent[] {
    return this.kept.events;
  }

  get links(): readonly SpanLink[] {
    return this.kept.links;
  }

  get traceState(): string {
    return this.kept.traceState;
  }

  get flags(): number {
    return this.segment.flags[this.index]!;
  }

  get dropped(): TraceSpan['dropped'] {
    return this.kept.dropped;
  }

  private get origin(): Origin {
    return originOf(this.segment.origins, this.segment.origin[this.index]!);
  }

  private get kept(): KeptFields {
    this.decodedKept ??= readKept(this.segment.keptOf(this.index), this.traceStart);
    return this.decodedKept;
  }
}
