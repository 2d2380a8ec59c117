import { SEGMENT_SPANS, Segment } from '../../store/segment';
import type { BuiltSegment, SegmentLimits } from '../../store/segment-parts';
import { readWord } from '../../wire/read-word';
import { KnownAttributes } from './known-attributes';
import type { SpanReader } from './span-reader';

/** The bytes of a segment are counted each time that it has so many spans more. */
const SPANS_BETWEEN_CHECKS = 16;

/** A segment under construction. */
interface Draft {
  readonly segment: Segment;
  readonly traceIds: Int32Array<ArrayBuffer>;
  readonly attributes: KnownAttributes;
  rejected: number;
}

/** Spans of a scope that lie in one segment. */
interface Run {
  readonly segment: Segment;
  readonly from: number;
  to: number;
}

/**
 * Fills segments with spans whose resource and scope become known behind them, as JSON may have it. Segments leave at the
 * end of a line, so that a line which breaks off can be taken back.
 */
export class SegmentBuilder {
  readonly #limits: SegmentLimits;
  readonly #tell: (segment: BuiltSegment) => void;
  /** Full ones, and at last the one that is filled. */
  #drafts: Draft[] = [];
  /** Spans of the first draft when the line began, and those left out. */
  #kept = { spans: 0, rejected: 0 };
  /** Spans of the scope that is read, and of the scopes before it in the resource that is read. */
  #runs: Run[] = [];
  #scopes: { readonly fields: Uint8Array; readonly runs: readonly Run[] }[] = [];

  /** `tell` gets each full segment. */
  constructor(limits: SegmentLimits, tell: (segment: BuiltSegment) => void) {
    this.#limits = limits;
    this.#tell = tell;
  }

  /** Attributes of the segment that the next span goes to. */
  open(): KnownAttributes {
    const last = this.#drafts.at(-1);
    return (last === undefined || this.#isFull(last) ? this.#begin() : last).attributes;
  }

  /** Adds a span, or leaves it out if it lacks an id. */
  add({ fields, message }: Pick<SpanReader, 'fields' | 'message'>): void {
    const draft = this.#drafts.at(-1)!;
    const { segment, traceIds } = draft;
    const { traceIdAt, spanIdAt } = fields;
    if (traceIdAt < 0 || spanIdAt < 0) {
      draft.rejected++;
      return;
    }
    const index = segment.append(message, fields, 0);
    for (let word = 0; word < 4; word++) traceIds[index * 4 + word] = readWord(message, traceIdAt + word * 4);
    const run = this.#runs.at(-1);
    if (run?.segment === segment) run.to = index + 1;
    else this.#runs.push({ segment, from: index, to: index + 1 });
  }

  /** Ends a scope, whose fields without its spans these are. */
  endScope(fields: Uint8Array): void {
    if (this.#runs.length > 0) this.#scopes.push({ fields: fields.slice(), runs: this.#runs });
    this.#runs = [];
  }

  /** Ends a resource: now its spans get their origins. */
  endResource(resourceFields: Uint8Array): void {
    for (const { fields, runs } of this.#scopes) {
      for (const { segment, from, to } of runs) {
        const { origin, origins } = segment;
        origin.fill(origins.intern(origins.internResource(resourceFields), fields), from, to);
      }
    }
    this.#scopes = [];
  }

  /** Keeps all since the last call. */
  commit(): void {
    while (this.#drafts.length > 1) this.#finish(this.#drafts.shift()!);
    const [draft] = this.#drafts;
    this.#kept = { spans: draft?.segment.count ?? 0, rejected: draft?.rejected ?? 0 };
  }

  /** Takes back all since the last `commit`. */
  rollBack(): void {
    this.#runs = [];
    this.#scopes = [];
    this.#drafts.length = Math.min(1, this.#drafts.length);
    const [draft] = this.#drafts;
    if (draft === undefined) return;
    draft.segment.truncate(this.#kept.spans);
    draft.rejected = this.#kept.rejected;
  }

  /** Tells the segment that is not full, too. */
  flush(): void {
    for (const draft of this.#drafts) this.#finish(draft);
    this.#drafts = [];
    this.commit();
  }

  #begin(): Draft {
    const segment = new Segment(0, this.#limits.spans);
    const traceIds = new Int32Array(this.#limits.spans * 4);
    const draft = { segment, traceIds, attributes: new KnownAttributes(segment.attributes), rejected: 0 };
    this.#drafts.push(draft);
    return draft;
  }

  /** Strings of lines that were taken back count too: columns hold their numbers in 16 bits. */
  #isFull({ segment }: Draft): boolean {
    const { spans, bytes } = this.#limits;
    return (
      segment.count === spans ||
      (segment.count % SPANS_BETWEEN_CHECKS === 0 && segment.bytes >= bytes) ||
      segment.names.count >= 2 * SEGMENT_SPANS - 1 ||
      segment.origins.count >= SEGMENT_SPANS - 1
    );
  }

  #finish({ segment, traceIds, rejected }: Draft): void {
    segment.seal();
    this.#tell({ parts: segment.parts, traceIds: traceIds.slice(0, segment.count * 4), rejected });
  }
}
