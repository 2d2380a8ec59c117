import { createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import { ownRegistry } from './api/own-registry';
import type { LazyInstrumentations } from './instrument/lazy-instrumentations';
import type { ProcessEnd } from './lifecycle/watch-process-end';
import type { Signals } from './signals/signals';

/** The parts of a running agent that have to give way. */
export interface StandDownInput {
  readonly instrumentations: Pick<LazyInstrumentations, 'retire'>;
  readonly signals: Pick<Signals, 'metricReaders' | 'outlets'>;
  readonly api: { withdraw(): void };
  readonly end: ProcessEnd;
  readonly exitTimeoutMs: number;
}

/**
 * Ends the agent's work in a process that goes on, because somebody else traces it. Nothing new is recorded from here
 * on; what was recorded is sent, spans that are still open when they end; then the hooks of the process's end go too.
 */
export function standDown(input: StandDownInput): void {
  const { instrumentations, signals, api, end, exitTimeoutMs } = input;
  instrumentations.retire(new ProxyTracerProvider(), { getMeter: createNoopMeter });
  api.withdraw();
  ownRegistry.context = undefined;
  ownRegistry.propagation = undefined;
  const unsent = signals.outlets.filter(outlet => outlet.hasUnsent());
  const flushed = unsent.map(outlet => outlet.flush(exitTimeoutMs));
  const stopped = signals.metricReaders.map(reader => reader.shutdown());
  void Promise.allSettled([...flushed, ...stopped]).then(() => end.stop());
}
