import { syncBuiltinESMExports } from 'node:module';
import { type ContextManager, createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import type { RunningAgent } from '../agent';
import { ownRegistry } from '../upstream/own-registry';
import type { OpenSpans } from './open-spans';

/** Fate of what was recorded while the agent was attached: spans, log records and data points. */
export interface Delivery {
  readonly sent: number;
  readonly lost: number;
}

/**
 * Ends the agent's work. The order matters: nothing new begins, open requests end, functions go back to their places, what was
 * recorded is delivered, and the hooks on the end of the process go last, since it may end meanwhile.
 */
export async function takeOut(
  { telemetry, instrumentations, api, unfollow }: RunningAgent,
  openSpans: OpenSpans,
  patienceMs: number,
): Promise<Delivery> {
  const { lazy, coverage } = instrumentations;
  const { announce, end, exports } = telemetry;
  const { pipelines, spanProcessors, logRecordProcessors, metricReaders } = exports;
  unfollow?.();
  announce.stop();
  coverage.stop();
  lazy.silence(new ProxyTracerProvider(), { getMeter: createNoopMeter });
  await openSpans.settled(patienceMs);
  lazy.disable();
  syncBuiltinESMExports();
  api.withdraw();
  (ownRegistry.context as ContextManager | undefined)?.disable();
  await Promise.all(pipelines.map(({ flush }) => flush(patienceMs)));
  await Promise.allSettled(
    [...spanProcessors, ...logRecordProcessors, ...metricReaders].map(part => part.shutdown()),
  );
  end.stop();
  for (const { tellDrops } of pipelines) tellDrops();
  return deliveryOf(pipelines.map(({ stats }) => stats()));
}

function deliveryOf(stats: readonly { endedItems: number; sentItems: number }[]): Delivery {
  const sum = (key: 'endedItems' | 'sentItems') => stats.reduce((total, one) => total + one[key], 0);
  return { sent: sum('sentItems'), lost: sum('endedItems') - sum('sentItems') };
}
