import type { IMetricReader, MetricReader, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { loadChunk } from '../boot/chunks';

/** Metric reader that is created together with the SDK's provider. There is nothing to read before that. */
export class DeferredReader {
  readonly #create: () => MetricReader;
  /** True if nothing is lost by a later start. */
  readonly isPatient: boolean;
  #reader: MetricReader | undefined;
  #isShutDown = false;
  #open: () => void = () => {};

  constructor(create: () => MetricReader, isPatient: boolean) {
    this.#create = create;
    this.isPatient = isPatient;
  }

  /** Form that `NodeSDK` accepts; it only passes it on to the provider. */
  asReader(): IMetricReader {
    return this as unknown as IMetricReader;
  }

  /** Lets the provider define how the reader is opened. */
  onOpen(open: () => void): void {
    this.#open = open;
  }

  /** Creates the reader, for the provider; undefined after a shutdown. */
  make(): MetricReader | undefined {
    if (!this.#isShutDown) this.#reader = this.#create();
    return this.#reader;
  }

  /** Starts reading: creates the provider and all its readers. */
  open(): void {
    if (this.#reader === undefined && !this.#isShutDown) this.#open();
  }

  /** True if a meter of the SDK was asked for, or the process is more than a short script. */
  get isOpen(): boolean {
    return this.#reader !== undefined && !this.#isShutDown;
  }

  /** Everything that is due, without a promise; undefined after a shutdown. */
  collectNow(): ResourceMetrics | undefined {
    this.open();
    if (this.#reader === undefined || this.#isShutDown) return undefined;
    return loadChunk<typeof import('./sdk')>('metrics-sdk').collectNow(this.#reader);
  }

  async forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    this.open();
    await this.#reader?.forceFlush(options);
  }

  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    await this.#reader?.shutdown();
  }
}
