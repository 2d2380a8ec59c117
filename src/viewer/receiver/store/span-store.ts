import { readWord } from '../wire/read-word';
import { refOf, rowOf, SEGMENT_NUMBERS, segmentNumberOf } from './refs';
import { SEGMENT_SPANS, Segment } from './segment';
import type { BuiltSegment, SegmentLimits } from './segment-parts';
import type { SpanFields } from './span-fields';
import { DepartedTraces } from './traces/departed-traces';
import { TraceIndex } from './traces/trace-index';
import { beginTrace, joinTrace } from './traces/trace-rows';

/** Share of the store that leaves at once: whole segments leave. */
const SEGMENTS_IN_STORE = 24;

/** Minimum size of a span: a segment's columns need not be longer than its share has room for. */
const SPAN_BYTES = 80;

/** Counts of kept and departed spans and traces, for people to read. */
export interface StoreCounts {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** Traces and spans that left to make room. */
  readonly departedTraces: number;
  readonly departedSpans: number;
  /** Spans that came after their trace had left. */
  readonly lateSpans: number;
}

/**
 * Holds spans up to `maxBytes`. When room is short the oldest segment leaves, and with it, whole, every trace that
 * began in it; spans of those traces in later segments are dead from then on.
 *
 *   segments   [ 7 ]      [ 8 ]      [ 9: current ]
 *   spans      a a b a    c b a c    d c e            dropping 7 takes a and b: two spans of 8 are dead
 */
export class SpanStore {
  readonly maxBytes: number;
  /** Oldest first. */
  readonly segments: Segment[] = [];
  /** Grows with every change: results stay valid while it stays unchanged. */
  version = 0;
  /** Gets the ref of every trace that gets a span. */
  readonly listeners = new Set<(traceRef: number) => void>();
  #current: Segment | undefined;
  readonly #byNumber = new Map<number, Segment>();
  readonly #index = new TraceIndex();
  readonly #departed = new DepartedTraces();
  /** Size of a segment. */
  readonly limits: SegmentLimits;
  #nextNumber = 0;
  #sealedBytes = 0;
  #spanCount = 0;
  #departedTraces = 0;
  #departedSpans = 0;
  #lateSpans = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    const bytes = maxBytes / SEGMENTS_IN_STORE;
    this.limits = { bytes, spans: Math.min(SEGMENT_SPANS, Math.max(256, Math.floor(bytes / SPAN_BYTES))) };
  }

  get counts(): StoreCounts {
    return {
      traces: this.#index.count,
      spans: this.#spanCount,
      bytes: this.bytes,
      maxBytes: this.maxBytes,
      departedTraces: this.#departedTraces,
      departedSpans: this.#departedSpans,
      lateSpans: this.#lateSpans,
    };
  }

  /** The segment that the next span goes to. A full one is sealed first, and room is made. */
  open(): Segment {
    const last = this.#current;
    if (last !== undefined && last.count < last.capacity && last.bytes < this.limits.bytes) return last;
    this.#sealCurrent();
    this.#makeRoom(this.limits.bytes);
    this.#current = this.#enter(new Segment(this.#nextNumber, this.limits.spans));
    return this.#current;
  }

  /** Stores one span in the `open` segment; `origin` is its number there. Nothing is stored for a trace that has left. */
  add(source: Uint8Array, fields: SpanFields, segment: Segment, origin: number): void {
    const traceRef = this.#traceFor(traceWords(source, fields.traceIdAt), segment);
    if (traceRef !== -1) this.#join(traceRef, segment, segment.append(source, fields, origin));
  }

  /** Takes in a full segment; spans of traces that have left are dead in it. */
  addSegment({ parts, traceIds }: BuiltSegment): void {
    this.#sealCurrent();
    const segment = Segment.sealed(this.#nextNumber, parts);
    this.#makeRoom(segment.bytes);
    this.#enter(segment);
    for (let span = 0; span < segment.count; span++) {
      const traceRef = this.#traceFor(traceIds.subarray(span * 4, span * 4 + 4), segment);
      if (traceRef === -1) segment.kill(span);
      else this.#join(traceRef, segment, span);
    }
    segment.sealTraces();
    this.#sealedBytes += segment.bytes;
    this.keepWithinBounds();
  }

  /** Drops the oldest traces while there is more than `maxBytes`: spans of uncommon size can take a segment past its share. */
  keepWithinBounds(): void {
    while (this.segments.length > 0 && this.bytes > this.maxBytes) this.#dropOldest();
  }

  /** The ref of a trace by its id in hex (a short one is padded with zeros), or -1. */
  traceByHex(hex: string): number {
    if (!/^[0-9a-f]{1,32}$/i.test(hex)) return -1;
    const id = traceWords(Buffer.from(hex.padStart(32, '0'), 'hex'), 0);
    return this.#find(this.#index.hash(id), id);
  }

  /** The segment of a ref; undefined when it has left. */
  readonly segmentOf = (ref: number): Segment | undefined => this.#byNumber.get(segmentNumberOf(ref));

  /** Forgets everything; none of it counts as departed. */
  clear(): void {
    while (this.segments.length > 0) this.#dropOldest();
    this.#departed.clear();
    this.#departedTraces = this.#departedSpans = 0;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.#sealedBytes + this.#index.bytes + (this.#current?.bytes ?? 0);
  }

  #makeRoom(bytes: number): void {
    while (this.segments.length > 0 && this.bytes + bytes > this.maxBytes) this.#dropOldest();
  }

  #enter(segment: Segment): Segment {
    this.#nextNumber = (this.#nextNumber + 1) % SEGMENT_NUMBERS;
    this.#byNumber.set(segment.number, segment);
    this.segments.push(segment);
    return segment;
  }

  /** The trace of a span that goes to the segment, begun there if it is new; -1 when it has left. */
  #traceFor(id: TraceWords, segment: Segment): number {
    const hash = this.#index.hash(id);
    const known = this.#find(hash, id);
    if (known !== -1) return known;
    if (this.#departed.has(id)) {
      this.#lateSpans++;
      return -1;
    }
    const traceRef = beginTrace(segment, id);
    this.#index.add(hash, traceRef);
    return traceRef;
  }

  #join(traceRef: number, segment: Segment, span: number): void {
    joinTrace(traceRef, segment, span, this.segmentOf);
    this.#spanCount++;
    this.version++;
    for (const listener of this.listeners) listener(traceRef);
  }

  #find(hash: number, id: TraceWords): number {
    return this.#index.find(hash, ref => {
      const { traceId } = this.segmentOf(ref)!;
      const at = rowOf(ref) * 4;
      return (
        traceId[at] === id[0] &&
        traceId[at + 1] === id[1] &&
        traceId[at + 2] === id[2] &&
        traceId[at + 3] === id[3]
      );
    });
  }

  #sealCurrent(): void {
    if (this.#current === undefined) return;
    this.#current.seal();
    this.#sealedBytes += this.#current.bytes;
    this.#current = undefined;
  }

  #dropOldest(): void {
    const oldest = this.segments[0]!;
    for (let row = 0; row < oldest.traceCount; row++) this.#dropTrace(oldest, row);
    this.#remove(oldest);
    // A segment whose spans have all died holds memory for nothing.
    for (const segment of [...this.segments]) if (segment.deadCount === segment.count) this.#remove(segment);
    this.version++;
  }

  #dropTrace(home: Segment, row: number): void {
    const id = [...home.traceId.subarray(row * 4, row * 4 + 4)];
    this.#index.delete(this.#index.hash(id), refOf(home, row));
    this.#departed.add(id);
    for (let ref = home.traceLast[row]!; ref !== -1; ) {
      const segment = this.segmentOf(ref)!;
      const span = rowOf(ref);
      ref = segment.previous[span]!;
      segment.kill(span);
    }
    this.#spanCount -= home.traceSpans[row]!;
    this.#departedSpans += home.traceSpans[row]!;
    this.#departedTraces++;
  }

  #remove(segment: Segment): void {
    if (segment === this.#current) this.#current = undefined;
    else this.#sealedBytes -= segment.bytes;
    this.segments.splice(this.segments.indexOf(segment), 1);
    this.#byNumber.delete(segment.number);
  }
}

/** A trace id as four words. */
type TraceWords = ArrayLike<number>;

function traceWords(source: Uint8Array, at: number): readonly number[] {
  return [
    readWord(source, at),
    readWord(source, at + 4),
    readWord(source, at + 8),
    readWord(source, at + 12),
  ];
}
