import type { Stores } from '../stores';

/** What the receiver has taken in, turned away, keeps and has let go. */
export function statusOf({ spans, logs, inbox }: Stores): object {
  const { count, departed, bytes, maxBytes } = logs;
  return { received: inbox.counts, spans: spans.counts, logs: { kept: count, departed, bytes, maxBytes } };
}
