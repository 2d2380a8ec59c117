import { createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { ownRegistry } from './api/own-registry';
import type { ProcessEnd } from './lifecycle/watch-process-end';
import type { Signals } from './signals';

/** The parts of a running agent that have to give way. */
export interface StandDownInput {
  readonly instrumentations: Instrumentation;
  readonly signals: Pick<Signals, 'metricReaders' | 'outlets'>;
  readonly end: ProcessEnd;
  readonly announce: { cancel(): void };
  readonly exitTimeoutMs: number;
}

/**
 * Ends the agent's work in a process that goes on, because somebody else traces it. Nothing new is recorded from here
 * on; what was recorded is sent, spans that are still open when they end; then the hooks of the process's end go too.
 */
export function standDown({ instrumentations, signals, end, announce, exitTimeoutMs }: StandDownInput): void {
  announce.cancel();
  // First without effect, then away: a function that another tool has wrapped by now cannot be taken back.
  instrumentations.setTracerProvider(new ProxyTracerProvider());
  instrumentations.setMeterProvider({ getMeter: createNoopMeter });
  instrumentations.disable();
  ownRegistry.context = undefined;
  ownRegistry.propagation = undefined;
  const unsent = signals.outlets.filter(outlet => outlet.hasUnsent());
  const flushed = unsent.map(outlet => outlet.flush(exitTimeoutMs));
  const stopped = signals.metricReaders.map(reader => reader.shutdown());
  void Promise.allSettled([...flushed, ...stopped]).then(() => end.stop());
}
