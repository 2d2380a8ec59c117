import type { Attributes } from '../../trace';

export type MetricType = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
export type Temporality = 'delta' | 'cumulative' | 'unspecified';

/** An instrument as one export describes it. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: MetricType;
  readonly temporality: Temporality;
  readonly isMonotonic: boolean;
  readonly points: readonly Point[];
}

/** Value of one stream, the set of attributes, at one time. */
export interface Point {
  readonly attributes: Attributes;
  /** Unix milliseconds; 0 if unknown. */
  readonly startMs: number;
  readonly timeMs: number;
  /** Undefined where the point says that nothing was recorded. */
  readonly value: PointValue | undefined;
  readonly exemplars: readonly Exemplar[];
}

export type PointValue = number | Distribution | Quantiles;

/** Counts by size, of either type of histogram. */
export interface Distribution {
  readonly count: number;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Upper ends of the buckets, rising; the last may be infinite. */
  readonly uppers: readonly number[];
  /** A count for each of them. */
  readonly counts: readonly number[];
}

/** A summary's values by quantile, 0 to 1. */
export interface Quantiles {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

/** A measurement that stands for its bucket, with the span that made it. */
export interface Exemplar {
  readonly timeMs: number;
  readonly value: number;
  /** The empty string without a trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** Tells a histogram from a number and a summary. */
export function isDistribution(value: PointValue | undefined): value is Distribution {
  return typeof value === 'object' && 'uppers' in value;
}

/** Tells a summary from a number and a histogram. */
export function isQuantiles(value: PointValue | undefined): value is Quantiles {
  return typeof value === 'object' && 'quantiles' in value;
}
