import {
  AggregationTemporality,
  BucketsField,
  ExemplarField,
  ExponentialPointField,
  HistogramPointField,
  MetricDataField,
  MetricField,
  NumberPointField,
  QuantileField,
  SummaryPointField,
} from '../../../../shared/otlp/fields';
import { KeyValue } from './common';
import { choice, type Field, type Message, many, message, named, one } from './message';

const Exemplar = message('Exemplar', [
  one(ExemplarField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(ExemplarField.asDouble, 'asDouble', 'double'),
  one(ExemplarField.spanId, 'spanId', 'hex'),
  one(ExemplarField.traceId, 'traceId', 'hex'),
  one(ExemplarField.asInt, 'asInt', 'sfixed64'),
  many(ExemplarField.filteredAttributes, 'filteredAttributes', KeyValue),
]);

const NumberPoint = message('NumberDataPoint', [
  one(NumberPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(NumberPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(NumberPointField.asDouble, 'asDouble', 'double'),
  many(NumberPointField.exemplars, 'exemplars', Exemplar),
  one(NumberPointField.asInt, 'asInt', 'sfixed64'),
  many(NumberPointField.attributes, 'attributes', KeyValue),
  one(NumberPointField.flags, 'flags', 'uint32'),
]);

const HistogramPoint = message('HistogramDataPoint', [
  one(HistogramPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(HistogramPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(HistogramPointField.count, 'count', 'fixed64'),
  one(HistogramPointField.sum, 'sum', 'double'),
  many(HistogramPointField.bucketCounts, 'bucketCounts', 'fixed64'),
  many(HistogramPointField.explicitBounds, 'explicitBounds', 'double'),
  many(HistogramPointField.exemplars, 'exemplars', Exemplar),
  many(HistogramPointField.attributes, 'attributes', KeyValue),
  one(HistogramPointField.flags, 'flags', 'uint32'),
  one(HistogramPointField.min, 'min', 'double'),
  one(HistogramPointField.max, 'max', 'double'),
]);

const Buckets = message('Buckets', [
  one(BucketsField.offset, 'offset', 'sint32'),
  many(BucketsField.bucketCounts, 'bucketCounts', 'int64'),
]);

const ExponentialPoint = message('ExponentialHistogramDataPoint', [
  many(ExponentialPointField.attributes, 'attributes', KeyValue),
  one(ExponentialPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(ExponentialPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(ExponentialPointField.count, 'count', 'fixed64'),
  one(ExponentialPointField.sum, 'sum', 'double'),
  one(ExponentialPointField.scale, 'scale', 'sint32'),
  one(ExponentialPointField.zeroCount, 'zeroCount', 'fixed64'),
  one(ExponentialPointField.positive, 'positive', Buckets),
  one(ExponentialPointField.negative, 'negative', Buckets),
  one(ExponentialPointField.flags, 'flags', 'uint32'),
  many(ExponentialPointField.exemplars, 'exemplars', Exemplar),
  one(ExponentialPointField.min, 'min', 'double'),
  one(ExponentialPointField.max, 'max', 'double'),
  one(ExponentialPointField.zeroThreshold, 'zeroThreshold', 'double'),
]);

const SummaryPoint = message('SummaryDataPoint', [
  one(SummaryPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(SummaryPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(SummaryPointField.count, 'count', 'fixed64'),
  one(SummaryPointField.sum, 'sum', 'double'),
  many(
    SummaryPointField.quantileValues,
    'quantileValues',
    message('ValueAtQuantile', [
      one(QuantileField.quantile, 'quantile', 'double'),
      one(QuantileField.value, 'value', 'double'),
    ]),
  ),
  many(SummaryPointField.attributes, 'attributes', KeyValue),
  one(SummaryPointField.flags, 'flags', 'uint32'),
]);

const temporality = choice(
  MetricDataField.aggregationTemporality,
  'aggregationTemporality',
  named('AGGREGATION_TEMPORALITY_', AggregationTemporality),
);
const points = (name: string, point: Message, ...others: Field[]) =>
  message(name, [many(MetricDataField.dataPoints, 'dataPoints', point), ...others]);

/** opentelemetry.proto.metrics.v1.Metric */
export const Metric = message('Metric', [
  one(MetricField.name, 'name', 'string'),
  one(MetricField.description, 'description', 'string'),
  one(MetricField.unit, 'unit', 'string'),
  one(MetricField.gauge, 'gauge', points('Gauge', NumberPoint)),
  one(
    MetricField.sum,
    'sum',
    points('Sum', NumberPoint, temporality, one(MetricDataField.isMonotonic, 'isMonotonic', 'bool')),
  ),
  one(MetricField.histogram, 'histogram', points('Histogram', HistogramPoint, temporality)),
  one(
    MetricField.exponentialHistogram,
    'exponentialHistogram',
    points('ExponentialHistogram', ExponentialPoint, temporality),
  ),
  one(MetricField.summary, 'summary', points('Summary', SummaryPoint)),
  many(MetricField.metadata, 'metadata', KeyValue),
]);
