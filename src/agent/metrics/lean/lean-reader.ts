import timers from 'node:timers';
import type { Resource } from '@opentelemetry/resources';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ownDiag } from '../../../shared/log';
import { detached } from '../../export/detached';
import type { SyncMetricProducer } from '../collect-now';
import type { UnexportedOfReader } from '../unexported';

// Timers as they were at loading: an app's test that fakes timers must not collect.
const { setInterval, clearInterval } = timers;

export interface LeanReaderOptions {
  readonly producer: SyncMetricProducer;
  /** Called with the first export. */
  readonly createExporter: () => PushMetricExporter;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly unexported: UnexportedOfReader;
}

/**
 * Collects lean instruments each interval, as the SDK's periodic reader would. The SDK takes half a megabyte, which a
 * process saves that asks for no meter of it.
 */
export class LeanReader {
  readonly #options: LeanReaderOptions;
  readonly #resource: Resource;
  readonly #timer: NodeJS.Timeout;
  #exporter: PushMetricExporter | undefined;
  #running: Promise<void> | undefined;

  constructor(options: LeanReaderOptions, resource: Resource) {
    this.#options = options;
    this.#resource = resource;
    this.#timer = detached(() => setInterval(() => void this.#runOnce(), options.intervalMs));
    this.#timer.unref();
  }

  /** Leaves what comes to another reader. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Everything that is due, without a promise. */
  collectNow(): ResourceMetrics {
    return { resource: this.#resource, scopeMetrics: this.#options.producer.collectNow() };
  }

  async forceFlush(_options?: object): Promise<void> {
    await this.#running;
    await this.#runOnce();
    await this.#exporter?.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.stop();
    await this.forceFlush();
    await this.#exporter?.shutdown();
  }

  /** Joins a run that is under way. */
  #runOnce(): Promise<void> {
    this.#running ??= this.#run()
      .catch(error => ownDiag.error('metrics could not be collected', error))
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { producer, createExporter, timeoutMs, unexported } = this.#options;
    unexported.collecting();
    const { resourceMetrics, errors } = await producer.collect({ timeoutMillis: timeoutMs });
    for (const error of errors) ownDiag.error('metrics could not be observed', error);
    if (this.#resource.asyncAttributesPending) await this.#resource.waitForAsyncAttributes?.();
    const { scopeMetrics } = resourceMetrics;
    if (scopeMetrics.length === 0) return unexported.exported();
    this.#exporter ??= createExporter();
    // The exporter counts and says each failure.
    this.#exporter.export({ resource: this.#resource, scopeMetrics }, () => {});
    unexported.exported();
  }
}
