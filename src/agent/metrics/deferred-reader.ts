import type { Resource } from '@opentelemetry/resources';
import type { IMetricReader, MetricReader, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { loadChunk } from '../boot/chunks';
import type { LeanReader } from './lean/lean-reader';
import type { UnexportedOfReader } from './unexported';

export interface DeferredReaderOptions {
  /** Creates the SDK's reader, for its provider. */
  readonly create: () => MetricReader;
  /** Creates the reader that does as long as there is no meter of the SDK; undefined where only the SDK's will do. */
  readonly createLean: ((resource: Resource) => LeanReader) | undefined;
  /** True if nothing is lost by a later start. */
  readonly isPatient: boolean;
  /** Undefined for a reader that is scraped: its measurements wait for nobody. */
  readonly unexported: UnexportedOfReader | undefined;
}

/** The provider of a reader. */
export interface ReadProvider {
  readonly resource: Resource;
  /** Creates the SDK's provider and all its readers. */
  readonly open: () => void;
}

/** Metric reader that begins when the process is more than a short script, and becomes the SDK's with a meter of the SDK. */
export class DeferredReader {
  readonly #options: DeferredReaderOptions;
  #provider: ReadProvider | undefined;
  #lean: LeanReader | undefined;
  #reader: MetricReader | undefined;
  #isShutDown = false;

  constructor(options: DeferredReaderOptions) {
    this.#options = options;
  }

  /** Form that `NodeSDK` accepts; it only passes it on to the provider. */
  asReader(): IMetricReader {
    return this as unknown as IMetricReader;
  }

  /** Tells the reader its provider, which begins the reading of those that must not miss anything. */
  readFrom(provider: ReadProvider): void {
    this.#provider = provider;
    if (!this.#options.isPatient) this.open();
  }

  /** Creates the reader, for the provider; undefined after a shutdown. */
  make(): MetricReader | undefined {
    this.#lean?.stop();
    this.#lean = undefined;
    if (!this.#isShutDown) this.#reader = this.#options.create();
    return this.#reader;
  }

  /** Starts reading. */
  open(): void {
    if (this.#current !== undefined || this.#isShutDown || this.#provider === undefined) return;
    const { createLean } = this.#options;
    if (createLean === undefined) this.#provider.open();
    else this.#lean = createLean(this.#provider.resource);
  }

  /** True if a meter of the SDK was asked for, or the process is more than a short script. */
  get isOpen(): boolean {
    return this.#current !== undefined && !this.#isShutDown;
  }

  /** Measurements that the end of the process would lose; undefined for a reader that is scraped. */
  get unexported(): UnexportedOfReader | undefined {
    return this.#options.unexported;
  }

  /** Everything that is due, without a promise; undefined after a shutdown. */
  collectNow(): ResourceMetrics | undefined {
    this.open();
    if (this.#isShutDown) return undefined;
    this.unexported?.collecting();
    this.unexported?.exported();
    if (this.#reader === undefined) return this.#lean?.collectNow();
    return loadChunk<typeof import('./sdk')>('metrics-sdk').collectNow(this.#reader);
  }

  async forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    this.open();
    await this.#current?.forceFlush(options);
  }

  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    await this.#current?.shutdown();
    this.unexported?.close();
  }

  get #current(): LeanReader | MetricReader | undefined {
    return this.#reader ?? this.#lean;
  }
}
