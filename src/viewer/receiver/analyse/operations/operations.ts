import { OtlpSpanKind, OtlpStatusCode } from '../../../../shared/otlp/fields';
import { findSpansIn, startMs, type TimeRange } from '../../query/find-spans';
import type { Segment } from '../../store/segment';
import type { SpanStore } from '../../store/span-store';
import type { SpanKind } from '../../trace';
import { isWithin } from '../segments/is-within';
import { keptBySegment } from '../segments/kept-by-segment';
import { AllOperations, type Gathered, MAX_OPERATIONS } from './all-operations';
import { GroupedDurations, SegmentDurations } from './grouped-durations';
import type { Percentiles } from './percentiles';
import { type SegmentOperation, sharedOperation } from './shared-operations';
import type { TimeWindow } from './time-window';

/** Rate, errors and durations of an operation of a service. */
export interface OperationStats extends Percentiles {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly count: number;
  readonly errors: number;
  readonly perSecond: number;
  /** Count and errors in each of as many equal parts of the window. */
  readonly counts: readonly number[];
  readonly errorCounts: readonly number[];
}

export interface OperationsOptions {
  readonly window: TimeWindow;
  readonly buckets: number;
  readonly spans: keyof typeof CHOICES;
}

/**
 * Choices of spans to count: all, the beginnings of a service's work (servers, consumers, spans without a parent), or
 * only spans without a parent.
 */
const CHOICES = {
  all: () => true as const,
  entries: (segment: Segment) => (index: number) => isEntry(segment, index),
  roots: (segment: Segment) => (index: number) => !segment.hasParent(index),
} as const;
export const OPERATION_SPANS = Object.keys(CHOICES) as OperationsOptions['spans'][];

const MAX_GATHERED = MAX_OPERATIONS + 1;
const ALL_TIME: TimeWindow = { sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
const KINDS = Object.keys(OtlpSpanKind) as SpanKind[];

/** RED from spans: rate, errors and durations of each operation in a window of time, the most frequent first. */
export function operationStats(
  store: Pick<SpanStore, 'segments'>,
  options: OperationsOptions,
): OperationStats[] {
  const { window, buckets, spans } = options;
  const all = new AllOperations();
  const counts = {
    all: new Uint32Array(MAX_GATHERED * buckets),
    errors: new Uint32Array(MAX_GATHERED * buckets),
  };
  const durations = new GroupedDurations(MAX_GATHERED);
  for (const segment of store.segments) {
    const part = isWithin(segment, window) ? KEPT[spans](segment) : operationsIn(segment, spans, window);
    const gathered = all.numbersOf(part.operations);
    durations.add(part.durations, gathered);
    countOverTime(segment, part.numbers, gathered, { window, buckets, counts });
  }
  durations.group();
  const none = listOf(new Uint32Array(buckets), 0, buckets);
  const seconds = (window.untilMs - window.sinceMs) / 1000;
  return all
    .list()
    .map(each => statsOf(each, durations, { seconds, buckets, counts, none }))
    .sort((a, b) => b.count - a.count);
}

/** Operations of a segment, and the number of each span's; -1 for a span that does not count. */
interface SegmentOperations {
  readonly operations: readonly SegmentOperation[];
  readonly numbers: Int32Array;
  readonly durations: SegmentDurations;
}

/** Operations of all spans of a segment, which are kept. */
const KEPT = {
  all: keptBySegment(segment => operationsIn(segment, 'all')),
  entries: keptBySegment(segment => operationsIn(segment, 'entries')),
  roots: keptBySegment(segment => operationsIn(segment, 'roots')),
};

/** Works out the operations of a full segment's entries, and keeps them for `operationStats`. */
export function prepareOperations(segment: Segment): void {
  isWithin(segment, ALL_TIME);
  KEPT.entries(segment);
}

function operationsIn(
  segment: Segment,
  spans: OperationsOptions['spans'],
  range: TimeRange = {},
): SegmentOperations {
  const operations: SegmentOperation[] = [];
  const numbers = new Int32Array(segment.count).fill(-1);
  const known = new Map<number, number>();
  findSpansIn(segment, CHOICES[spans](segment), range, index => {
    // Names are numbers within a segment: most spans need no string to find their operation.
    const key = (segment.origin[index]! * 65_536 + segment.name[index]!) * 8 + segment.kindOf(index);
    let number = known.get(key);
    if (number === undefined) {
      number = operations.push(operationOf(segment, index)) - 1;
      known.set(key, number);
    }
    numbers[index] = number;
  });
  return {
    operations,
    numbers,
    durations: new SegmentDurations(segment.durationNs, numbers, operations.length),
  };
}

function operationOf(segment: Segment, index: number): SegmentOperation {
  const { service } = segment.origins.of(segment.origin[index]!);
  const name = Buffer.from(segment.names.get(segment.name[index]!)).toString('utf8');
  const kind = KINDS[segment.kindOf(index)] ?? 'unspecified';
  const key = JSON.stringify([service, name, kind]);
  return sharedOperation({ service, name, kind, key, place: 0, placedIn: 0 });
}

/** Counts of all operations, in the buckets of the first, then of the second, and so on. */
interface Counts {
  readonly all: Uint32Array;
  readonly errors: Uint32Array;
}

function countOverTime(
  segment: Segment,
  numbers: Int32Array,
  gathered: Uint32Array,
  {
    window: { sinceMs, untilMs },
    buckets,
    counts,
  }: Pick<OperationsOptions, 'window' | 'buckets'> & { readonly counts: Counts },
): void {
  const bucketMs = (untilMs - sinceMs) / buckets;
  for (let index = 0; index < numbers.length; index++) {
    if (numbers[index] === -1) continue;
    const bucket = Math.min(buckets - 1, Math.floor((startMs(segment, index) - sinceMs) / bucketMs));
    const at = gathered[numbers[index]!]! * buckets + bucket;
    counts.all[at]!++;
    if (segment.statusOf(index) === OtlpStatusCode.error) counts.errors[at]!++;
  }
}

/** Tells whether a service's work begins with a span: a server's, a consumer's, or one without a parent. */
export function isEntry(segment: Segment, index: number): boolean {
  const kind = segment.kindOf(index);
  return kind === OtlpSpanKind.server || kind === OtlpSpanKind.consumer || !segment.hasParent(index);
}

interface StatsOptions {
  readonly seconds: number;
  readonly buckets: number;
  readonly counts: Counts;
  /** As many zeros as there are buckets: most operations have no errors. */
  readonly none: readonly number[];
}

function statsOf(
  { number, ...identity }: Gathered,
  durations: GroupedDurations,
  { seconds, buckets, counts, none }: StatsOptions,
): OperationStats {
  let errors = 0;
  for (let at = number * buckets; at < (number + 1) * buckets; at++) errors += counts.errors[at]!;
  const errorCounts = errors === 0 ? none : listOf(counts.errors, number * buckets, buckets);
  const count = durations.countOf(number);
  return {
    ...identity,
    ...{ counts: listOf(counts.all, number * buckets, buckets), errorCounts },
    ...{ count, errors, perSecond: count / seconds },
    ...durations.percentilesOf(number),
  };
}

/** `count` numbers from a place on: the thousands of lists of an answer take a sixth of the time that spreading takes. */
function listOf(numbers: Uint32Array, from: number, count: number): number[] {
  const list = new Array<number>(count);
  for (let at = 0; at < count; at++) list[at] = numbers[from + at]!;
  return list;
}
