import {
  type BatchObservableCallback,
  type Meter,
  type MetricOptions,
  type Observable,
  ValueType,
} from '@opentelemetry/api';
import { AggregationTemporality, InstrumentType, type MetricDescriptor } from '@opentelemetry/sdk-metrics';
import { ownDiag } from '../../../shared/log';
import { type Collected, LeanInstrument, type LeanType } from './lean-instrument';
import { LeanObservable, type ObservableType } from './lean-observable';
import { LeanObservers } from './lean-observers';

type AnyInstrument = LeanInstrument | LeanObservable;

/** Meter with the agent's instruments. Gauges and conflicts come from the SDK's meter, created when needed. */
export class LeanMeter implements Meter {
  readonly observers = new LeanObservers();
  readonly #collected: Collected;
  readonly #makeSdkMeter: () => Meter;
  readonly #instruments = new Map<string, AnyInstrument>();
  #sdkMeter: Meter | undefined;

  constructor(collected: Collected, makeSdkMeter: () => Meter) {
    this.#collected = collected;
    this.#makeSdkMeter = makeSdkMeter;
  }

  get instruments(): Iterable<AnyInstrument> {
    return this.#instruments.values();
  }

  /** True if there is something to collect. */
  get hasMeasured(): boolean {
    if (this.observers.areThere) return true;
    return [...this.#instruments.values()].some(one => one instanceof LeanInstrument && one.hasMeasured);
  }

  createHistogram(name: string, options?: MetricOptions) {
    return this.#lean(InstrumentType.HISTOGRAM, name, options) ?? this.#sdk.createHistogram(name, options);
  }
  createCounter(name: string, options?: MetricOptions) {
    return this.#lean(InstrumentType.COUNTER, name, options) ?? this.#sdk.createCounter(name, options);
  }
  createUpDownCounter(name: string, options?: MetricOptions) {
    const own = this.#lean(InstrumentType.UP_DOWN_COUNTER, name, options);
    return own ?? this.#sdk.createUpDownCounter(name, options);
  }
  createGauge(name: string, options?: MetricOptions) {
    return this.#sdk.createGauge(name, options);
  }
  createObservableGauge(name: string, options?: MetricOptions): Observable {
    const own = this.#observable(InstrumentType.OBSERVABLE_GAUGE, name, options);
    return own ?? this.#sdk.createObservableGauge(name, options);
  }
  createObservableCounter(name: string, options?: MetricOptions): Observable {
    const own = this.#observable(InstrumentType.OBSERVABLE_COUNTER, name, options);
    return own ?? this.#sdk.createObservableCounter(name, options);
  }
  createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
    const own = this.#observable(InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, name, options);
    return own ?? this.#sdk.createObservableUpDownCounter(name, options);
  }
  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.observers.addBatch(callback, observables);
    const others = observables.filter(isOther);
    if (others.length > 0) this.#sdk.addBatchObservableCallback(callback, others);
  }
  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.observers.removeBatch(callback, observables);
    const others = observables.filter(isOther);
    if (others.length > 0) this.#sdk.removeBatchObservableCallback(callback, others);
  }

  get #sdk(): Meter {
    this.#sdkMeter ??= this.#makeSdkMeter();
    return this.#sdkMeter;
  }

  #lean(type: LeanType, name: string, options: MetricOptions | undefined): LeanInstrument | undefined {
    const descriptor = descriptorOf(name, options);
    return this.#kept(new LeanInstrument(type, descriptor, options?.advice, this.#collected));
  }

  /** Only the SDK tells the differences between observations. */
  #observable(type: ObservableType, name: string, options?: MetricOptions): LeanObservable | undefined {
    const isCumulative = this.#collected.readers.every(
      select => select(type) === AggregationTemporality.CUMULATIVE,
    );
    if (!isCumulative) return undefined;
    return this.#kept(new LeanObservable(type, descriptorOf(name, options), this.observers));
  }

  /** Returns an earlier instrument with equal options. The SDK handles conflicts. */
  #kept<Made extends AnyInstrument>(made: Made): Made | undefined {
    const { name } = made.descriptor;
    const key = name.toLowerCase();
    const before = this.#instruments.get(key);
    if (before === undefined) {
      this.#instruments.set(key, made);
      return made;
    }
    if (isAlike(before, made)) return before as Made;
    ownDiag.warn('an instrument of this name exists with another type or unit', name);
    return undefined;
  }
}

function descriptorOf(
  name: string,
  { description = '', unit = '', valueType = ValueType.DOUBLE }: MetricOptions = {},
): MetricDescriptor {
  return { name, description, unit, valueType };
}

function isOther(observable: Observable): boolean {
  return !(observable instanceof LeanObservable);
}

function isAlike(a: AnyInstrument, b: AnyInstrument): boolean {
  return (
    a.type === b.type &&
    a.descriptor.unit === b.descriptor.unit &&
    a.descriptor.valueType === b.descriptor.valueType
  );
}
