import type { InboxCounts } from '../inbox';
import type { StoreCounts } from '../store/span-store';
import type { Stores } from '../stores';

/** Counts of what the receiver has taken in, turned away, keeps and has let go. */
export interface ViewerStatus {
  readonly received: InboxCounts;
  readonly spans: StoreCounts;
  readonly logs: RecordCounts;
  /** Exports of instruments, each with its points. */
  readonly metrics: RecordCounts;
}

interface RecordCounts {
  readonly kept: number;
  readonly departed: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

export function statusOf({ spans, logs, metrics, inbox }: Stores): ViewerStatus {
  return {
    received: inbox.counts,
    spans: spans.counts,
    logs: countsOf(logs),
    metrics: countsOf(metrics),
  };
}

function countsOf({ count, departed, bytes, maxBytes }: Stores['logs'] | Stores['metrics']): RecordCounts {
  return { kept: count, departed, bytes, maxBytes };
}
