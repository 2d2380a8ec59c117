import { addLogs } from './store/add-logs';
import { addTraces, type Taken } from './store/add-traces';
import { countMetrics } from './store/count-metrics';
import type { LogStore } from './store/log-store';
import type { SpanStore } from './store/span-store';

export type Signal = 'traces' | 'metrics' | 'logs';

/** How many items of each signal were taken in and turned away since the start. */
export type InboxCounts = { [signal in Signal]: { accepted: number; rejected: number } };

/** The one way into the stores, whatever an export request came by: gRPC, HTTP or a file. */
export interface Inbox {
  readonly counts: InboxCounts;
  /** Takes in one export request, as protobuf. Throws MalformedError, and then nothing of it was stored. */
  take(signal: Signal, request: Uint8Array): Taken;
}

export function createInbox(spans: SpanStore, logs: LogStore): Inbox {
  const counts: InboxCounts = {
    traces: { accepted: 0, rejected: 0 },
    metrics: { accepted: 0, rejected: 0 },
    logs: { accepted: 0, rejected: 0 },
  };
  const takers = {
    traces: (request: Uint8Array) => addTraces(spans, request),
    metrics: countMetrics,
    logs: (request: Uint8Array) => addLogs(logs, request),
  };
  return {
    counts,
    take(signal, request) {
      const taken = takers[signal](request);
      counts[signal].accepted += taken.accepted;
      counts[signal].rejected += taken.rejected;
      return taken;
    },
  };
}
