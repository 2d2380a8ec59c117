import {
  type Attributes,
  type BatchObservableCallback,
  type HrTime,
  type Observable,
  type ObservableCallback,
  ValueType,
} from '@opentelemetry/api';

/** The SDK's own, as far as it is read here. */
export interface ObservableRegistry {
  readonly _callbacks: readonly {
    readonly callback: ObservableCallback;
    readonly instrument: ObservableInstrument;
  }[];
  readonly _batchCallbacks: readonly {
    readonly callback: BatchObservableCallback;
    readonly instruments: ReadonlySet<ObservableInstrument>;
  }[];
}

interface ObservableInstrument {
  readonly _descriptor: { readonly valueType: ValueType };
  readonly _metricStorages: readonly { record(measurements: Measurements, time: HrTime): void }[];
}

/** Calls the callbacks of observable instruments and records what they observe until they return. */
export function observeNow({ _callbacks, _batchCallbacks }: ObservableRegistry, time: HrTime): void {
  for (const { callback, instrument } of _callbacks) {
    const measurements = new Measurements(instrument);
    callSafely(() => callback(measurements));
    measurements.record(time);
  }
  for (const { callback, instruments } of _batchCallbacks) {
    const all = new Map(Array.from(instruments, instrument => [instrument, new Measurements(instrument)]));
    const observe = (observable: Observable, value: number, attributes?: Attributes) =>
      all.get(observable as unknown as ObservableInstrument)?.observe(value, attributes);
    callSafely(() => callback({ observe }));
    for (const measurements of all.values()) measurements.record(time);
  }
}

/** Calls back and ignores a failure: earlier observations count, and the process is about to end. */
function callSafely(callback: () => unknown): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // The app's own callback, or an instrumentation's.
  }
}

/** Measurements in the form in which the SDK's storages take them. The last one of a set of attributes counts. */
class Measurements {
  readonly #instrument: ObservableInstrument;
  readonly #values = new Map<string, [attributes: Attributes, value: number]>();

  constructor(instrument: ObservableInstrument) {
    this.#instrument = instrument;
  }

  observe(value: number, attributes: Attributes = {}): void {
    if (typeof value !== 'number') return;
    const isInteger = this.#instrument._descriptor.valueType === ValueType.INT;
    const taken = isInteger ? Math.trunc(value) : value;
    if (isInteger && !Number.isInteger(taken)) return;
    this.#values.set(JSON.stringify(Object.entries(attributes).sort()), [attributes, taken]);
  }

  entries(): IterableIterator<[attributes: Attributes, value: number]> {
    return this.#values.values();
  }

  record(time: HrTime): void {
    for (const storage of this.#instrument._metricStorages) storage.record(this, time);
  }
}
