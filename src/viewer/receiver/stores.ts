import { createInbox, type Inbox } from './inbox';
import { ProfileStore } from './profiles/profile-store';
import { LogStore } from './store/logs/log-store';
import { MetricStore } from './store/metrics/metric-store';
import { SpanStore } from './store/span-store';

/** Least part of the kept memory for log records, which have all that the others leave. */
const LOG_SHARE = 1 / 16;
/** Most of the kept memory for metrics. */
const METRIC_SHARE = 1 / 16;

/** Stores of received telemetry, and the inbox that fills them. */
export interface Stores {
  readonly spans: SpanStore;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly profiles: ProfileStore;
  readonly inbox: Inbox;
  readonly maxBytes: number;
}

/** Empty stores that keep `maxBytes` at most between them. */
export function createStores(maxBytes: number): Stores {
  const spans = new SpanStore(maxBytes * (1 - LOG_SHARE - METRIC_SHARE));
  const metrics = new MetricStore(() => maxBytes * METRIC_SHARE);
  const logs = new LogStore(() => Math.max(maxBytes * LOG_SHARE, maxBytes - spans.bytes - metrics.bytes));
  const profiles = new ProfileStore();
  return { spans, logs, metrics, profiles, inbox: createInbox(spans, logs, metrics), maxBytes };
}
