import type { InboxCounts } from '../inbox';
import type { StoreCounts } from '../store/span-store';
import type { Stores } from '../stores';

/** What the receiver has taken in, turned away, keeps and has let go. */
export interface ViewerStatus {
  readonly received: InboxCounts;
  readonly spans: StoreCounts;
  readonly logs: {
    readonly kept: number;
    readonly departed: number;
    readonly bytes: number;
    readonly maxBytes: number;
  };
}

export function statusOf({ spans, logs, inbox }: Stores): ViewerStatus {
  const { count, departed, bytes, maxBytes } = logs;
  return { received: inbox.counts, spans: spans.counts, logs: { kept: count, departed, bytes, maxBytes } };
}
