import { checkRequest, type Signal } from './check-request';
import { addLogs } from './store/logs/add-logs';
import type { LogStore } from './store/logs/log-store';
import { addMetrics } from './store/metrics/add-metrics';
import type { MetricStore } from './store/metrics/metric-store';
import type { BuiltSegment, SegmentLimits } from './store/segment-parts';
import type { SpanStore } from './store/span-store';
import { addTraces, type Taken } from './store/traces/add-traces';

/** Counts of items taken in and turned away since the start, by signal. */
export type InboxCounts = { [signal in Signal]: { accepted: number; rejected: number } };

/** The only way into the stores, for export requests by gRPC, HTTP or a file. */
export interface Inbox {
  readonly counts: InboxCounts;
  /** Takes in one export request, as protobuf. Throws MalformedError, and then nothing of it was stored. */
  take(signal: Signal, request: Uint8Array): Taken;
  /** Takes in a request that `checkRequest` has passed, or would pass. */
  takeChecked(signal: Signal, request: Uint8Array): Taken;
  /** Size of segments of spans that `takeSegment` takes. */
  readonly segmentLimits: SegmentLimits;
  takeSegment(segment: BuiltSegment): void;
}

/** Gets the requests that a file is made of. Throws MalformedError. */
export interface RequestTaker {
  take(signal: Signal, request: Uint8Array): void;
  /** Takes in a line of a file as it is; false if it has to be read. Throws MalformedError. */
  takeLine?(line: Buffer): boolean;
}

/** Takes the requests of all signals into their stores, and counts accepted and rejected items. */
export function createInbox(spans: SpanStore, logs: LogStore, metrics: MetricStore): Inbox {
  const counts: InboxCounts = {
    traces: { accepted: 0, rejected: 0 },
    metrics: { accepted: 0, rejected: 0 },
    logs: { accepted: 0, rejected: 0 },
  };
  const takers = {
    traces(request: Uint8Array) {
      const taken = addTraces(spans, request);
      // Log records leave the memory that spans take.
      logs.keepWithinBounds();
      return taken;
    },
    metrics: (request: Uint8Array) => addMetrics(metrics, request),
    logs: (request: Uint8Array) => addLogs(logs, request),
  };
  return {
    counts,
    segmentLimits: spans.limits,
    takeSegment(segment) {
      spans.addSegment(segment);
      counts.traces.accepted += segment.parts.count;
      counts.traces.rejected += segment.rejected;
      logs.keepWithinBounds();
    },
    take(signal, request) {
      checkRequest(signal, request);
      return this.takeChecked(signal, request);
    },
    takeChecked(signal, request) {
      const taken = takers[signal](request);
      counts[signal].accepted += taken.accepted;
      counts[signal].rejected += taken.rejected;
      return taken;
    },
  };
}
