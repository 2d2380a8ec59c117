import {
  type BatchObservableCallback,
  diag,
  type Meter,
  type MetricOptions,
  type Observable,
} from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import { LeanInstrument, type LeanType, type SelectTemporality } from './lean-instrument';

/** A meter whose counters and histograms are ours; the rest is the SDK's, whose meter is only made when it is needed. */
export class LeanMeter implements Meter {
  readonly #readers: readonly SelectTemporality[];
  readonly #makeSdkMeter: () => Meter;
  readonly #instruments = new Map<string, LeanInstrument>();
  #sdkMeter: Meter | undefined;

  constructor(readers: readonly SelectTemporality[], makeSdkMeter: () => Meter) {
    this.#readers = readers;
    this.#makeSdkMeter = makeSdkMeter;
  }

  get instruments(): Iterable<LeanInstrument> {
    return this.#instruments.values();
  }

  createHistogram(name: string, options?: MetricOptions) {
    return this.#lean(InstrumentType.HISTOGRAM, name, options) ?? this.#sdk.createHistogram(name, options);
  }
  createCounter(name: string, options?: MetricOptions) {
    return this.#lean(InstrumentType.COUNTER, name, options) ?? this.#sdk.createCounter(name, options);
  }
  createUpDownCounter(name: string, options?: MetricOptions) {
    return (
      this.#lean(InstrumentType.UP_DOWN_COUNTER, name, options) ??
      this.#sdk.createUpDownCounter(name, options)
    );
  }
  createGauge(name: string, options?: MetricOptions) {
    return this.#sdk.createGauge(name, options);
  }
  createObservableGauge(name: string, options?: MetricOptions) {
    return this.#sdk.createObservableGauge(name, options);
  }
  createObservableCounter(name: string, options?: MetricOptions) {
    return this.#sdk.createObservableCounter(name, options);
  }
  createObservableUpDownCounter(name: string, options?: MetricOptions) {
    return this.#sdk.createObservableUpDownCounter(name, options);
  }
  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#sdk.addBatchObservableCallback(callback, observables);
  }
  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#sdk.removeBatchObservableCallback(callback, observables);
  }

  get #sdk(): Meter {
    this.#sdkMeter ??= this.#makeSdkMeter();
    return this.#sdkMeter;
  }

  /** The instrument that was made before, if it was made alike; one that contradicts it is left to the SDK. */
  #lean(type: LeanType, name: string, options: MetricOptions | undefined): LeanInstrument | undefined {
    const key = name.toLowerCase();
    const made = new LeanInstrument(type, name, options, this.#readers);
    const before = this.#instruments.get(key);
    if (before === undefined) {
      this.#instruments.set(key, made);
      return made;
    }
    if (isAlike(before, made)) return before;
    diag.warn(`there is an instrument ${name} already, of another type or unit`);
    return undefined;
  }
}

function isAlike(a: LeanInstrument, b: LeanInstrument): boolean {
  return (
    a.type === b.type &&
    a.descriptor.unit === b.descriptor.unit &&
    a.descriptor.valueType === b.descriptor.valueType
  );
}
