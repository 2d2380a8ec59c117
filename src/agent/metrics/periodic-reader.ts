import {
  PeriodicExportingMetricReader,
  type PeriodicExportingMetricReaderOptions,
} from '@opentelemetry/sdk-metrics';
import type { UnexportedOfReader } from './unexported';

/** The SDK's reader, which tells what it has exported. */
export class PeriodicReader extends PeriodicExportingMetricReader {
  readonly #unexported: UnexportedOfReader;

  constructor(options: PeriodicExportingMetricReaderOptions, unexported: UnexportedOfReader) {
    const { exporter } = options;
    const send = exporter.export.bind(exporter);
    exporter.export = (metrics, done) => {
      send(metrics, done);
      unexported.exported();
    };
    super(options);
    this.#unexported = unexported;
  }

  override async collect(options?: { timeoutMillis?: number }) {
    this.#unexported.collecting();
    const collected = await super.collect(options);
    if (collected.resourceMetrics.scopeMetrics.length === 0) this.#unexported.exported();
    return collected;
  }
}
