import type { BatchObservableCallback, Meter, MetricOptions, Observable } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import { ownDiag } from '../../shared/log';
import { LeanInstrument, type LeanType, type SelectTemporality } from './lean-instrument';

/** Meter with the agent's counters and histograms. Other instruments come from the SDK's meter, created when needed. */
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

  /** Returns an earlier instrument with equal options. The SDK handles conflicts. */
  #lean(type: LeanType, name: string, options: MetricOptions | undefined): LeanInstrument | undefined {
    const key = name.toLowerCase();
    const made = new LeanInstrument(type, name, options, this.#readers);
    const before = this.#instruments.get(key);
    if (before === undefined) {
      this.#instruments.set(key, made);
      return made;
    }
    if (isAlike(before, made)) return before;
    ownDiag.warn('an instrument of this name exists with another type or unit', name);
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
