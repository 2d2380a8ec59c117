import type { IMetricReader, MetricReader } from '@opentelemetry/sdk-metrics';

/** A reader of the SDK's that is made with the SDK's provider. Until then there is nothing that it could read. */
export class DeferredReader {
  readonly #create: () => MetricReader;
  /** Nothing is lost when it begins later. */
  readonly isPatient: boolean;
  #reader: MetricReader | undefined;
  #isShutDown = false;
  #open: () => void = () => {};

  constructor(create: () => MetricReader, isPatient: boolean) {
    this.#create = create;
    this.isPatient = isPatient;
  }

  /** What `NodeSDK` takes, and only hands to the provider. */
  asReader(): IMetricReader {
    return this as unknown as IMetricReader;
  }

  /** The provider says how it is opened. */
  onOpen(open: () => void): void {
    this.#open = open;
  }

  /** For the provider, once; undefined after a shutdown. */
  make(): MetricReader | undefined {
    if (!this.#isShutDown) this.#reader = this.#create();
    return this.#reader;
  }

  /** From now on it reads: the provider and all its readers are made. */
  open(): void {
    if (this.#reader === undefined && !this.#isShutDown) this.#open();
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
