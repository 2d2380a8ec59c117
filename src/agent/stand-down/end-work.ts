import { createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { LazyInstrumentations } from '../instrument/lazy-instrumentations';
import type { ProcessEnd } from '../lifecycle/watch-process-end';
import type { MetricPipelines } from '../metrics/metric-pipelines';
import { ownRegistry } from '../upstream/own-registry';

/** Parts of a running agent that have to give way. */
export interface WorkToEnd {
  readonly instrumentations: Pick<LazyInstrumentations, 'retire'>;
  readonly pipelines: readonly Pipeline[];
  readonly metricReaders: MetricPipelines['metricReaders'];
  readonly api: { withdraw(): void };
  readonly end: ProcessEnd;
  readonly exitTimeoutMs: number;
}

/**
 * Ends the agent's work in a process that another tracer traces. Nothing new is recorded. Recorded items are sent, open
 * spans once they end; then the hooks on the end of the process go too.
 */
export function endWork(work: WorkToEnd): void {
  const { instrumentations, pipelines, metricReaders, api, end, exitTimeoutMs } = work;
  instrumentations.retire(new ProxyTracerProvider(), { getMeter: createNoopMeter });
  api.withdraw();
  ownRegistry.context = undefined;
  ownRegistry.propagation = undefined;
  const unsent = pipelines.filter(({ hasUnsent }) => hasUnsent());
  const flushed = unsent.map(({ flush }) => flush(exitTimeoutMs));
  const stopped = metricReaders.map(reader => reader.shutdown());
  void Promise.allSettled([...flushed, ...stopped]).then(() => end.stop());
}
