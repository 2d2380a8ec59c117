import {
  BucketsField,
  ExemplarField,
  ExponentialPointField,
  HistogramPointField,
  NumberPointField,
  QuantileField,
  SummaryPointField,
  WireType,
} from '../../../../shared/otlp/fields';
import { noAttributes } from '../../wire/no-attributes';
import { readHex, readKeyValue, within } from '../../wire/read-value';
import type { Reader } from '../../wire/reader';
import { explicitBuckets } from './exponential-buckets';
import type { Exemplar, Point } from './metric';
import { DOUBLES, FIXED, readNumbers, readSigned, readUnsigned, VARINTS, zigzag } from './read-numbers';

type ReadPoint = Point & { flags: number };
/** Reads the value of the field whose tag was read; false if the field is none of the reader's. */
type FieldReader = (reader: Reader, field: number, wire: number) => boolean;

/** Reads a NumberDataPoint, of a gauge or a sum. */
export function readNumberPoint(reader: Reader): ReadPoint {
  let value: number | undefined;
  const point = readFields(reader, NumberPointField, (inner, field, wire) => {
    if (wire !== WireType.fixed64) return false;
    if (field === NumberPointField.asDouble) value = inner.double();
    else if (field === NumberPointField.asInt) value = readSigned(inner);
    else return false;
    return true;
  });
  return { ...point, value };
}

/** Reads a HistogramDataPoint, of explicit bounds. */
export function readHistogramPoint(reader: Reader): ReadPoint {
  const value = emptyDistribution();
  const counts: number[] = [];
  const uppers: number[] = [];
  const point = readFields(reader, HistogramPointField, (inner, field, wire) => {
    if (field === HistogramPointField.bucketCounts) return readNumbers(inner, wire, FIXED, counts);
    if (field === HistogramPointField.explicitBounds) return readNumbers(inner, wire, DOUBLES, uppers);
    return readTotals(inner, field, wire, HistogramPointField, value);
  });
  // A histogram without buckets has a count all the same.
  if (counts.length === 0)
    return { ...point, value: { ...value, uppers: [Infinity], counts: [value.count] } };
  const ends = [...uppers.slice(0, counts.length - 1), Infinity];
  return { ...point, value: { ...value, uppers: ends, counts: counts.slice(0, ends.length) } };
}

/** Reads an ExponentialHistogramDataPoint. */
export function readExponentialPoint(reader: Reader): ReadPoint {
  const value = emptyDistribution();
  const zeros = { count: 0, threshold: 0 };
  const sides = { positive: NO_BUCKETS, negative: NO_BUCKETS };
  let scale = 0;
  const { positive, negative, scale: scaleField, zeroCount, zeroThreshold } = ExponentialPointField;
  const point = readFields(reader, ExponentialPointField, (inner, field, wire) => {
    if (field === scaleField && wire === WireType.varint) scale = zigzag(inner.varint());
    else if (field === zeroCount && wire === WireType.fixed64) zeros.count = readUnsigned(inner);
    else if (field === zeroThreshold && wire === WireType.fixed64) zeros.threshold = inner.double();
    else if (field === positive && wire === WireType.bytes) sides.positive = within(inner, readBuckets);
    else if (field === negative && wire === WireType.bytes) sides.negative = within(inner, readBuckets);
    else return readTotals(inner, field, wire, ExponentialPointField, value);
    return true;
  });
  return { ...point, value: { ...value, ...explicitBuckets(scale, sides, zeros) } };
}

/** Reads a SummaryDataPoint. */
export function readSummaryPoint(reader: Reader): ReadPoint {
  const totals = emptyDistribution();
  const quantiles: { quantile: number; value: number }[] = [];
  const point = readFields(reader, SummaryPointField, (inner, field, wire) => {
    if (field !== SummaryPointField.quantileValues || wire !== WireType.bytes)
      return readTotals(inner, field, wire, SummaryPointField, totals);
    quantiles.push(within(inner, readQuantile));
    return true;
  });
  return { ...point, value: { count: totals.count, sum: totals.sum ?? 0, quantiles } };
}

interface CommonFields {
  readonly startTimeUnixNano: number;
  readonly timeUnixNano: number;
  readonly attributes: number;
  readonly flags: number;
  readonly exemplars?: number;
}

/** Reads what all points have, and leaves the rest to `readOwn`. */
function readFields(reader: Reader, fields: CommonFields, readOwn: FieldReader): Omit<ReadPoint, 'value'> {
  const attributes = noAttributes();
  const exemplars: Exemplar[] = [];
  let startMs = 0;
  let timeMs = 0;
  let flags = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = tag >>> 3;
    const wire = tag & 7;
    if (field === fields.startTimeUnixNano && wire === WireType.fixed64) startMs = readUnsigned(reader) / 1e6;
    else if (field === fields.timeUnixNano && wire === WireType.fixed64) timeMs = readUnsigned(reader) / 1e6;
    else if (field === fields.flags && wire === WireType.varint) flags = reader.varint();
    else if (field === fields.attributes && wire === WireType.bytes)
      within(reader, item => readKeyValue(item, attributes));
    else if (field === fields.exemplars && wire === WireType.bytes)
      exemplars.push(within(reader, readExemplar));
    else if (!readOwn(reader, field, wire)) reader.skip(tag);
  }
  return { attributes, startMs, timeMs, flags, exemplars };
}

interface Totals {
  count: number;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
}

function readTotals(
  reader: Reader,
  field: number,
  wire: number,
  fields: { readonly count: number; readonly sum: number; readonly min?: number; readonly max?: number },
  into: Totals,
): boolean {
  if (wire !== WireType.fixed64) return false;
  if (field === fields.count) into.count = readUnsigned(reader);
  else if (field === fields.sum) into.sum = reader.double();
  else if (field === fields.min) into.min = reader.double();
  else if (field === fields.max) into.max = reader.double();
  else return false;
  return true;
}

function emptyDistribution(): Totals & { uppers: number[]; counts: number[] } {
  return { count: 0, sum: undefined, min: undefined, max: undefined, uppers: [], counts: [] };
}

const NO_BUCKETS = { offset: 0, counts: [] as number[] };

function readBuckets(reader: Reader): { offset: number; counts: number[] } {
  const counts: number[] = [];
  let offset = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = tag >>> 3;
    const wire = tag & 7;
    if (field === BucketsField.offset && wire === WireType.varint) offset = zigzag(reader.varint());
    else if (field !== BucketsField.bucketCounts || !readNumbers(reader, wire, VARINTS, counts))
      reader.skip(tag);
  }
  return { offset, counts };
}

function readQuantile(reader: Reader): { quantile: number; value: number } {
  const read = { quantile: 0, value: 0 };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = tag >>> 3;
    if ((tag & 7) !== WireType.fixed64) reader.skip(tag);
    else if (field === QuantileField.quantile) read.quantile = reader.double();
    else if (field === QuantileField.value) read.value = reader.double();
    else reader.skip(tag);
  }
  return read;
}

function readExemplar(reader: Reader): Exemplar {
  const attributes = noAttributes();
  const read = { timeMs: 0, value: 0, traceId: '', spanId: '', attributes };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = tag >>> 3;
    const isNumber = (tag & 7) === WireType.fixed64;
    const isBytes = (tag & 7) === WireType.bytes;
    if (isNumber && field === ExemplarField.timeUnixNano) read.timeMs = readUnsigned(reader) / 1e6;
    else if (isNumber && field === ExemplarField.asDouble) read.value = reader.double();
    else if (isNumber && field === ExemplarField.asInt) read.value = readSigned(reader);
    else if (isBytes && field === ExemplarField.traceId) read.traceId = readHex(reader);
    else if (isBytes && field === ExemplarField.spanId) read.spanId = readHex(reader);
    else if (isBytes && field === ExemplarField.filteredAttributes)
      within(reader, item => readKeyValue(item, attributes));
    else reader.skip(tag);
  }
  return read;
}
