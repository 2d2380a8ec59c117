import {
  createNoopMeter,
  type Meter,
  type MeterOptions,
  type MeterProvider as MeterProviderApi,
} from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { MeterProviderOptions, MeterProvider as SdkMeterProvider } from '@opentelemetry/sdk-metrics';
import { loadChunk } from '../../boot/chunks';
import type { DeferredReader } from '../../metrics/deferred-reader';

/**
 * Replaces, by the bundler's alias, the `MeterProvider` that `NodeSDK` makes. It loads the SDK's own when a meter of it
 * is asked for, or a reader that is the SDK's begins.
 */
export class DeferredMeterProvider implements MeterProviderApi {
  readonly #options: MeterProviderOptions;
  readonly #readers: readonly DeferredReader[];
  readonly #noting = new WeakSet<Meter>();
  #sdk: SdkMeterProvider | undefined;

  constructor(options: MeterProviderOptions) {
    this.#options = options;
    this.#readers = (options.readers ?? []) as unknown as DeferredReader[];
    const provider = { resource: options.resource ?? emptyResource(), open: () => void this.#open() };
    for (const reader of this.#readers) reader.readFrom(provider);
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    return isWithoutMeters && name !== SDK_TRACES
      ? createNoopMeter()
      : this.#note(this.#open().getMeter(name, version, options), name);
  }

  /** The SDK returns a meter again for its name. */
  #note(meter: Meter, name: string): Meter {
    const [unexported] = this.#readers.flatMap(reader => reader.unexported?.all.of(name) ?? []);
    if (unexported === undefined || this.#noting.has(meter)) return meter;
    this.#noting.add(meter);
    return loadChunk<typeof import('../../metrics/sdk')>('metrics-sdk').notingMeter(meter, unexported);
  }

  /** Opens the readers first: our own instruments may have measured something by now. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#readers.map(reader => reader.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#readers.map(reader => reader.shutdown()));
  }

  #open(): SdkMeterProvider {
    if (this.#sdk === undefined) {
      const { MeterProvider } = loadChunk<typeof import('../../metrics/sdk')>('metrics-sdk');
      const readers = this.#readers.flatMap(reader => reader.make() ?? []);
      this.#sdk = new MeterProvider({ ...this.#options, readers });
    }
    return this.#sdk;
  }
}

export { DeferredMeterProvider as MeterProvider };

let isWithoutMeters = false;

/** Meter of the SDK's tracers, which are kept by name: the first tracer of an instrumentation counts its spans to the end. */
const SDK_TRACES = '@opentelemetry/sdk-trace';

/**
 * Makes an instrumentation without meters. Its constructor asks for a global meter, though it gets another at once:
 * that would load the SDK's metrics before the app runs (2.6 ms, Node 24).
 */
export function makeWithoutMeters<Made>(make: () => Made): Made {
  isWithoutMeters = true;
  try {
    return make();
  } finally {
    isWithoutMeters = false;
  }
}
