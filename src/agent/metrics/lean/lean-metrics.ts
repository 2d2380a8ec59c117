import type { HrTime, MeterOptions, MeterProvider } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { SyncMetricProducer } from '../collect-now';
import { hrTimeOfMs } from '../hr-time';
import { observe, observeNow } from '../observe';
import { Unexported } from '../unexported';
import type { SelectTemporality } from './lean-instrument';
import { LeanMeter } from './lean-meter';

/** As long as the SDK's reader waits for callbacks by default. */
const MAX_OBSERVING_MS = 30_000;

/**
 * Records the measurements of instrumentations in a tenth of the SDK's time. The lean reader collects them; once the app
 * has meters of the SDK, the SDK's readers do, with their own (`metricProducers`). Temporality, bounds, limits and points
 * are the SDK's.
 */
export class LeanMetrics {
  readonly #readers: SelectTemporality[] = [];
  readonly #unexported: Unexported;
  readonly #meters = new Map<string, { readonly scope: InstrumentationScope; readonly meter: LeanMeter }>();

  constructor(unexported = new Unexported()) {
    this.#unexported = unexported;
  }

  /** True if an instrumentation has measured something, or will when it is asked. */
  get hasMeasured(): boolean {
    return [...this.#meters.values()].some(({ meter }) => meter.hasMeasured);
  }

  /** Adds a reader. Call it before the first meter is created. */
  producerFor(select: SelectTemporality): SyncMetricProducer {
    const reader = this.#readers.push(select) - 1;
    return {
      collectNow: () => {
        const time = hrTimeOfMs(Date.now());
        for (const { meter } of this.#meters.values()) observeNow(meter.observers, time);
        return this.#collect(reader, time);
      },
      collect: async ({ timeoutMillis = MAX_OBSERVING_MS } = {}) => {
        const time = hrTimeOfMs(Date.now());
        const observing = Array.from(this.#meters.values(), ({ meter }) =>
          observe(meter.observers, time, timeoutMillis),
        );
        const errors = (await Promise.all(observing)).flat();
        return {
          resourceMetrics: { resource: emptyResource(), scopeMetrics: this.#collect(reader, time) },
          errors,
        };
      },
    };
  }

  /** Returns the provider for instrumentations. */
  providerOver(sdk: MeterProvider): MeterProvider {
    return {
      getMeter: (name: string, version = '', options: MeterOptions = {}) => {
        const { schemaUrl } = options;
        const id = `${name}:${version}:${schemaUrl ?? ''}`;
        const known = this.#meters.get(id);
        if (known !== undefined) return known.meter;
        const collected = { readers: this.#readers, unexported: this.#unexported.of(name) };
        const meter = new LeanMeter(collected, () => sdk.getMeter(name, version, options));
        const scope = { name, version, ...(schemaUrl !== undefined && { schemaUrl }) };
        this.#meters.set(id, { scope, meter });
        return meter;
      },
    };
  }

  #collect(reader: number, endTime: HrTime): ScopeMetrics[] {
    const all = [...this.#meters.values()].map(({ scope, meter }) => ({
      scope,
      metrics: [...meter.instruments].flatMap(instrument => instrument.collect(reader, endTime) ?? []),
    }));
    return all.filter(({ metrics }) => metrics.length > 0);
  }
}
