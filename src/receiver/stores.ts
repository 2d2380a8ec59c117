import { createInbox, type Inbox } from './inbox';
import { LogStore } from './store/log-store';
import { SpanStore } from './store/span-store';

/** Of the memory that is kept, the part for log records. */
const LOG_SHARE = 1 / 8;

/** What has been received and is kept, and the way in. */
export interface Stores {
  readonly spans: SpanStore;
  readonly logs: LogStore;
  readonly inbox: Inbox;
}

/** Empty stores that keep `maxBytes` at most between them. */
export function createStores(maxBytes: number): Stores {
  const spans = new SpanStore(maxBytes * (1 - LOG_SHARE));
  const logs = new LogStore(maxBytes * LOG_SHARE);
  return { spans, logs, inbox: createInbox(spans, logs) };
}
