import {
  type Meter,
  type MeterProvider,
  metrics,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';

export interface Scope {
  readonly name: string;
  readonly version: string;
}

/** Base of the agent's own instrumentations, as `InstrumentationBase` is of upstream's. */
export abstract class LeanInstrumentation<Options extends object, Metrics extends object>
  implements Instrumentation
{
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  protected options: Options;
  /** Holds the instruments. Read it anew for each record: its contents change when the SDK's providers are there. */
  protected readonly instruments: Metrics & { tracer: Tracer };
  readonly #createMetrics: (meter: Meter) => Metrics;
  readonly #undo: (() => void)[] = [];

  constructor({ name, version }: Scope, options: Options, createMetrics: (meter: Meter) => Metrics) {
    this.instrumentationName = name;
    this.instrumentationVersion = version;
    this.options = options;
    this.#createMetrics = createMetrics;
    const tracer = trace.getTracer(name, version);
    this.instruments = { ...createMetrics(metrics.getMeter(name, version)), tracer };
  }

  abstract enable(): void;

  disable(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  setTracerProvider(provider: TracerProvider): void {
    this.instruments.tracer = provider.getTracer(this.instrumentationName, this.instrumentationVersion);
  }

  setMeterProvider(provider: MeterProvider): void {
    const meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    Object.assign(this.instruments, this.#createMetrics(meter));
  }

  setConfig(options: Options): void {
    this.options = options;
  }

  getConfig(): Options {
    return this.options;
  }

  /** Functions that `disable` calls, the latest first. */
  protected undoLater(...undo: (() => void)[]): void {
    this.#undo.push(...undo);
  }
}
