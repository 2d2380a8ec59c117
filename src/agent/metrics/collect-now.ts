import type { HrTime } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type {
  MetricData,
  MetricProducer,
  MetricReader,
  ResourceMetrics,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { hrTimeOfMs } from './hr-time';
import { type ObservableRegistry, observeNow } from './observe';

/** A producer whose metrics can be had without a promise. */
export interface SyncMetricProducer extends MetricProducer {
  collectNow(): ScopeMetrics[];
}

/**
 * Collects what a reader would, at once: where a process exits no promise is settled any more. The SDK only offers promises,
 * so its state is read here, of the release that package.json pins; test/agent/metrics/collect-now.test.ts holds the two
 * against each other. Asynchronous callbacks of observable instruments give what they observe before they wait.
 */
export function collectNow(reader: MetricReader): ResourceMetrics {
  const { _sdkMetricProducer: collector, _metricProducers: others } = reader as unknown as ReaderState;
  const { resource, meterSharedStates } = collector._sharedState;
  const time = hrTimeOfMs(Date.now());
  const scopeMetrics = [...meterSharedStates.values()].map(state => collectMeter(state, collector, time));
  return {
    resource,
    scopeMetrics: [
      ...scopeMetrics.filter(({ metrics }) => metrics.length > 0),
      ...others.flatMap(producer => ('collectNow' in producer ? producer.collectNow() : [])),
    ],
  };
}

interface ReaderState {
  readonly _sdkMetricProducer: Collector;
  readonly _metricProducers: readonly (MetricProducer | SyncMetricProducer)[];
}

interface Collector {
  readonly _sharedState: {
    readonly resource: Resource;
    readonly meterSharedStates: ReadonlyMap<string, MeterState>;
  };
}

interface MeterState {
  readonly _instrumentationScope: InstrumentationScope;
  readonly observableRegistry: ObservableRegistry;
  readonly metricStorageRegistry: {
    getStorages(collector: Collector): {
      collect(collector: Collector, time: HrTime): MetricData | undefined;
    }[];
  };
}

function collectMeter(state: MeterState, collector: Collector, time: HrTime): ScopeMetrics {
  observeNow(state.observableRegistry, time);
  const storages = state.metricStorageRegistry.getStorages(collector);
  const metrics = storages.flatMap(storage => storage.collect(collector, time) ?? []);
  return { scope: state._instrumentationScope, metrics };
}
