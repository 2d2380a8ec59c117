import { type Attributes, type HrTime, type MetricOptions, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type Histogram,
  InstrumentType,
  type MetricData,
  type MetricDescriptor,
} from '@opentelemetry/sdk-metrics';
import { ownDiag } from '../../../shared/log';
import type { Unexported } from '../unexported';
import { ExplicitHistogram, Sum } from './aggregates';
import { type Aggregate, SeriesTable } from './series-table';

/** Kinds of instruments that the app's code calls. The SDK keeps gauges. */
export type LeanType = InstrumentType.COUNTER | InstrumentType.UP_DOWN_COUNTER | InstrumentType.HISTOGRAM;

/** Delta or cumulative, as a reader wants it. */
export type SelectTemporality = (type: InstrumentType) => AggregationTemporality;

/** Readers of instruments, and what they have not exported. */
export interface Collected {
  readonly readers: readonly SelectTemporality[];
  readonly unexported: Unexported;
}

/** Bounds of the SDK's "default histogram aggregation". */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Counter, up-down counter or histogram with separate series for each reader. */
export class LeanInstrument {
  readonly type: LeanType;
  readonly descriptor: MetricDescriptor;
  readonly #tables: { readonly table: SeriesTable<number | Histogram>; readonly isDelta: boolean }[];
  readonly #isInteger: boolean;
  readonly #unexported: Unexported;

  constructor(
    type: LeanType,
    descriptor: MetricDescriptor,
    advice: MetricOptions['advice'],
    { readers, unexported }: Collected,
  ) {
    this.type = type;
    this.descriptor = descriptor;
    this.#isInteger = descriptor.valueType === ValueType.INT;
    this.#unexported = unexported;
    const boundaries = usableBoundaries(advice?.explicitBucketBoundaries ?? DEFAULT_BOUNDARIES);
    const create = (): Aggregate<number | Histogram> =>
      type === InstrumentType.HISTOGRAM ? new ExplicitHistogram(boundaries) : new Sum();
    this.#tables = readers.map(select => ({
      table: new SeriesTable(create),
      isDelta: select(type) === AggregationTemporality.DELTA,
    }));
  }

  add(value: number, attributes?: Attributes): void {
    this.record(value, attributes);
  }

  record(value: number, attributes: Attributes = {}): void {
    if (typeof value !== 'number' || (value < 0 && this.type !== InstrumentType.UP_DOWN_COUNTER)) {
      ownDiag.warn('an instrument refused a value of the wrong type', `${this.descriptor.name} ${value}`);
      return;
    }
    const taken = this.#isInteger ? Math.trunc(value) : value;
    if (this.#isInteger && !Number.isInteger(taken)) return;
    if (!this.#unexported.isNoted) this.#unexported.note();
    const tables = this.#tables;
    // By index: an iterator costs the first requests of a process a call and an object for each value.
    for (let i = 0; i < tables.length; i++) tables[i]!.table.find(attributes).record(taken);
  }

  /** True if something was measured that a reader may still collect. */
  get hasMeasured(): boolean {
    return this.#tables.some(({ table }) => !table.isEmpty);
  }

  /** Collects for the reader of this index; undefined where nothing was measured. */
  collect(reader: number, endTime: HrTime): MetricData | undefined {
    const { table, isDelta } = this.#tables[reader]!;
    const dataPoints = table.list().map(({ attributes, startTime, aggregate }) => ({
      attributes,
      startTime,
      endTime,
      value: aggregate.value(),
    }));
    if (isDelta) table.startOver(endTime);
    if (dataPoints.length === 0) return undefined;
    const isHistogram = this.type === InstrumentType.HISTOGRAM;
    return {
      descriptor: this.descriptor,
      aggregationTemporality: isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
      dataPoints,
      dataPointType: isHistogram ? DataPointType.HISTOGRAM : DataPointType.SUM,
      ...(!isHistogram && { isMonotonic: this.type === InstrumentType.COUNTER }),
    } as MetricData;
  }
}

/** Returns sorted finite bounds; the last bucket is open anyway. */
function usableBoundaries(boundaries: readonly number[]): number[] {
  return boundaries.filter(Number.isFinite).sort((a, b) => a - b);
}
