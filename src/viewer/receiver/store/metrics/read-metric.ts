import {
  AggregationTemporality,
  MetricDataField,
  MetricField,
  NO_RECORDED_VALUE,
  WireType,
} from '../../../../shared/otlp/fields';
import { readText, within } from '../../wire/read-value';
import { Reader } from '../../wire/reader';
import type { Metric, MetricType, Point, Temporality } from './metric';
import { readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './read-points';

const { bytes, varint } = WireType;
const tag = (field: number, wire: number) => (field << 3) | wire;

const NAME = tag(MetricField.name, bytes);
const DESCRIPTION = tag(MetricField.description, bytes);
const UNIT = tag(MetricField.unit, bytes);
const POINTS = tag(MetricDataField.dataPoints, bytes);
const TEMPORALITY = tag(MetricDataField.aggregationTemporality, varint);
const MONOTONIC = tag(MetricDataField.isMonotonic, varint);

/** The five kinds of data, with what reads a point of each. */
const TYPES = new Map<number, { readonly type: MetricType; readonly read: PointReader }>([
  [tag(MetricField.gauge, bytes), { type: 'gauge', read: readNumberPoint }],
  [tag(MetricField.sum, bytes), { type: 'sum', read: readNumberPoint }],
  [tag(MetricField.histogram, bytes), { type: 'histogram', read: readHistogramPoint }],
  [
    tag(MetricField.exponentialHistogram, bytes),
    { type: 'exponentialHistogram', read: readExponentialPoint },
  ],
  [tag(MetricField.summary, bytes), { type: 'summary', read: readSummaryPoint }],
]);

type PointReader = (reader: Reader) => Point & { flags: number };

/** Points of a metric that are read: an empty one takes two bytes, and a hundred times as much once it is an object. */
const MAX_POINTS = 100_000;

/** Decodes a Metric message. */
export function readMetric(message: Uint8Array): Metric {
  const metric = {
    name: '',
    description: '',
    unit: '',
    type: 'gauge' as MetricType,
    temporality: 'unspecified' as Temporality,
    isMonotonic: false,
    points: [] as Point[],
  };
  const reader = new Reader(message);
  for (let next = reader.tag(); next !== 0; next = reader.tag()) {
    const data = TYPES.get(next);
    if (next === NAME) metric.name = readText(reader);
    else if (next === DESCRIPTION) metric.description = readText(reader);
    else if (next === UNIT) metric.unit = readText(reader);
    else if (data !== undefined) {
      metric.type = data.type;
      within(reader, nested => readData(nested, data.read, metric));
    } else reader.skip(next);
  }
  return metric;
}

function readData(
  reader: Reader,
  readPoint: PointReader,
  into: { temporality: Temporality; isMonotonic: boolean; points: Point[] },
): void {
  for (let next = reader.tag(); next !== 0; next = reader.tag()) {
    if (next === POINTS && into.points.length < MAX_POINTS)
      into.points.push(recordedIn(within(reader, readPoint)));
    else if (next === TEMPORALITY) into.temporality = temporalityOf(reader.varint());
    else if (next === MONOTONIC) into.isMonotonic = reader.varint() !== 0;
    else reader.skip(next);
  }
}

function recordedIn({ flags, ...point }: Point & { flags: number }): Point {
  return (flags & NO_RECORDED_VALUE) === 0 ? point : { ...point, value: undefined };
}

function temporalityOf(number: number): Temporality {
  if (number === AggregationTemporality.delta) return 'delta';
  return number === AggregationTemporality.cumulative ? 'cumulative' : 'unspecified';
}
