import type { Attributes, HrTime, Observable, ObservableCallback } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InstrumentType,
  type MetricData,
  type MetricDescriptor,
} from '@opentelemetry/sdk-metrics';
import type { Measurements, ObservableInstrument } from '../observe';
import { MAX_SERIES, OVERFLOW } from './series-table';

/** Instruments whose callbacks are asked at each collection. */
export type ObservableType =
  | InstrumentType.OBSERVABLE_COUNTER
  | InstrumentType.OBSERVABLE_GAUGE
  | InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;

/** Callbacks of a meter. */
export interface Observers {
  add(callback: ObservableCallback, instrument: LeanObservable): void;
  remove(callback: ObservableCallback, instrument: LeanObservable): void;
}

interface Observed {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
  readonly value: number;
}

/** Observable instrument of cumulative readers: each of them gets what was observed last. */
export class LeanObservable implements Observable, ObservableInstrument {
  readonly type: ObservableType;
  readonly descriptor: MetricDescriptor;
  readonly _descriptor: MetricDescriptor;
  readonly _metricStorages = [this];
  readonly #observers: Observers;
  readonly #series = new Map<string, Observed>();

  constructor(type: ObservableType, descriptor: MetricDescriptor, observers: Observers) {
    this.type = type;
    this.descriptor = this._descriptor = descriptor;
    this.#observers = observers;
  }

  addCallback(callback: ObservableCallback): void {
    this.#observers.add(callback, this);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#observers.remove(callback, this);
  }

  /** Keeps what a callback has observed. Series that it leaves out stay, as in the SDK. */
  record({ byKey }: Measurements, time: HrTime): void {
    for (const [key, [attributes, value]] of byKey) {
      const isRoom = this.#series.has(key) || this.#series.size < MAX_SERIES - 1;
      if (isRoom) this.#keep(key, attributes, value, time);
      else this.#keep('', OVERFLOW, value, time);
    }
  }

  /** Collects for a reader; undefined where nothing was observed. */
  collect(_reader: number, endTime: HrTime): MetricData | undefined {
    if (this.#series.size === 0) return undefined;
    const isGauge = this.type === InstrumentType.OBSERVABLE_GAUGE;
    return {
      descriptor: this.descriptor,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPoints: Array.from(this.#series.values(), series => ({ ...series, endTime })),
      dataPointType: isGauge ? DataPointType.GAUGE : DataPointType.SUM,
      ...(!isGauge && { isMonotonic: this.#isMonotonic }),
    } as MetricData;
  }

  get #isMonotonic(): boolean {
    return this.type === InstrumentType.OBSERVABLE_COUNTER;
  }

  #keep(key: string, attributes: Attributes, value: number, time: HrTime): void {
    const before = this.#series.get(key);
    const taken = this.#isMonotonic ? Math.max(0, value) : value;
    // A counter that falls has begun anew.
    const isAnew = before === undefined || (this.#isMonotonic && taken < before.value);
    this.#series.set(key, {
      attributes: before?.attributes ?? attributes,
      startTime: isAnew ? time : before.startTime,
      value: taken,
    });
  }
}
