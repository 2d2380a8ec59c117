import {
  type Attributes,
  type BatchObservableCallback,
  type HrTime,
  type Observable,
  type ObservableCallback,
  ValueType,
} from '@opentelemetry/api';
import { callWithTimeout } from '@opentelemetry/core';

/** The SDK's own, as far as it is read here; those of lean meters have its form. */
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

export interface ObservableInstrument {
  readonly _descriptor: { readonly valueType: ValueType };
  readonly _metricStorages: readonly { record(measurements: Measurements, time: HrTime): void }[];
}

/** Calls the callbacks of observable instruments and records what they observe until they return. */
export function observeNow(registry: ObservableRegistry, time: HrTime): void {
  for (const { call, measured } of observations(registry)) {
    callSafely(call);
    for (const measurements of measured) measurements.record(time);
  }
}

/** Waits for asynchronous callbacks, each for this long. Returns the reasons of those that failed and are not recorded. */
export async function observe(
  registry: ObservableRegistry,
  time: HrTime,
  timeoutMs: number,
): Promise<unknown[]> {
  const results = await Promise.allSettled(
    Array.from(observations(registry), async ({ call, measured }) => {
      await callWithTimeout(Promise.resolve(call()), timeoutMs);
      for (const measurements of measured) measurements.record(time);
    }),
  );
  return results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
}

interface Observation {
  readonly call: () => unknown;
  readonly measured: Iterable<Measurements>;
}

function* observations({ _callbacks, _batchCallbacks }: ObservableRegistry): Iterable<Observation> {
  for (const { callback, instrument } of _callbacks) {
    const measurements = new Measurements(instrument);
    yield { call: () => callback(measurements), measured: [measurements] };
  }
  for (const { callback, instruments } of _batchCallbacks) {
    const all = new Map(Array.from(instruments, instrument => [instrument, new Measurements(instrument)]));
    const observe = (observable: Observable, value: number, attributes?: Attributes) =>
      all.get(observable as unknown as ObservableInstrument)?.observe(value, attributes);
    yield { call: () => callback({ observe }), measured: all.values() };
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
export class Measurements {
  readonly byKey = new Map<string, [attributes: Attributes, value: number]>();
  readonly #instrument: ObservableInstrument;

  constructor(instrument: ObservableInstrument) {
    this.#instrument = instrument;
  }

  observe(value: number, attributes: Attributes = {}): void {
    if (typeof value !== 'number') return;
    const isInteger = this.#instrument._descriptor.valueType === ValueType.INT;
    const taken = isInteger ? Math.trunc(value) : value;
    if (isInteger && !Number.isInteger(taken)) return;
    // The callback may reuse the object for its next observation.
    const copy = { ...attributes };
    this.byKey.set(JSON.stringify(Object.entries(copy).sort()), [copy, taken]);
  }

  entries(): IterableIterator<[attributes: Attributes, value: number]> {
    return this.byKey.values();
  }

  record(time: HrTime): void {
    for (const storage of this.#instrument._metricStorages) storage.record(this, time);
  }
}
