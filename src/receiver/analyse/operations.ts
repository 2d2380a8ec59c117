import { OtlpSpanKind, OtlpStatusCode } from '../../otlp/fields';
import { findSpans, startMs } from '../query/find-spans';
import { originOf } from '../store/origin';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import type { SpanKind } from '../trace';
import { type Percentiles, percentilesOf } from './percentiles';
import type { TimeWindow } from './time-window';

/** Rate, errors and durations of one operation of one service. */
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

/** Which spans count: all, those that begin a service's work (servers, consumers, spans without a parent), or only the last. */
const CHOICES = {
  all: () => true,
  entries: (segment: Segment) => (index: number) => {
    const kind = segment.kindOf(index);
    return kind === OtlpSpanKind.server || kind === OtlpSpanKind.consumer || !segment.hasParent(index);
  },
  roots: (segment: Segment) => (index: number) => !segment.hasParent(index),
} as const;
export const OPERATION_SPANS = Object.keys(CHOICES) as OperationsOptions['spans'][];

/** Operations told apart at most: what comes beyond is told as one, so that made-up names cannot fill the memory. */
const MAX_OPERATIONS = 5000;
const KINDS = Object.keys(OtlpSpanKind) as SpanKind[];

/** RED from spans: rate, errors and durations of each operation in a window of time, the most frequent first. */
export function operationStats(store: SpanStore, options: OperationsOptions): OperationStats[] {
  const { window, buckets, spans } = options;
  const gathered = new Map<string, Gathered>();
  const bucketMs = (window.untilMs - window.sinceMs) / buckets;
  let current: Segment | undefined;
  let numbered = new Map<number, Gathered>();
  findSpans(store, CHOICES[spans], window, (segment, index) => {
    if (segment !== current) {
      current = segment;
      numbered = new Map();
    }
    // Names are numbers within a segment: most spans need no string to find their operation.
    const key = (segment.origin[index]! * 65_536 + segment.name[index]!) * 8 + segment.kindOf(index);
    let operation = numbered.get(key);
    if (operation === undefined) {
      operation = gatheredOf(segment, index, gathered, buckets);
      numbered.set(key, operation);
    }
    const bucket = Math.min(buckets - 1, Math.floor((startMs(segment, index) - window.sinceMs) / bucketMs));
    operation.durationsNs.push(Math.max(0, segment.durationNs[index]!));
    operation.counts[bucket]!++;
    if (segment.statusOf(index) === OtlpStatusCode.error) operation.errorCounts[bucket]!++;
  });
  const seconds = (window.untilMs - window.sinceMs) / 1000;
  return [...gathered.values()].map(each => statsOf(each, seconds)).sort((a, b) => b.count - a.count);
}

interface Gathered {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly durationsNs: number[];
  readonly counts: number[];
  readonly errorCounts: number[];
}

function gatheredOf(segment: Segment, index: number, all: Map<string, Gathered>, buckets: number): Gathered {
  const { service } = originOf(segment.origins, segment.origin[index]!);
  const name = Buffer.from(segment.names.get(segment.name[index]!)).toString('utf8');
  const kind = KINDS[segment.kindOf(index)] ?? 'unspecified';
  const known = all.get(JSON.stringify([service, name, kind]));
  if (known !== undefined) return known;
  const isOneTooMany = all.size >= MAX_OPERATIONS;
  const identity = isOneTooMany
    ? { service: '(other)', name: '(other)', kind: 'unspecified' as const }
    : { service, name, kind };
  const key = JSON.stringify(Object.values(identity));
  const zeros = () => new Array<number>(buckets).fill(0);
  const fresh = all.get(key) ?? { ...identity, durationsNs: [], counts: zeros(), errorCounts: zeros() };
  all.set(key, fresh);
  return fresh;
}

function statsOf({ durationsNs, ...rest }: Gathered, seconds: number): OperationStats {
  const count = durationsNs.length;
  const errors = rest.errorCounts.reduce((sum, each) => sum + each, 0);
  return { ...rest, count, errors, perSecond: count / seconds, ...percentilesOf(durationsNs) };
}
