import { effect, signal } from '@preact/signals';
import type { ViewerStatus } from '../../receiver/api/status';
import type { TraceSummary } from '../../receiver/store/traces/read-trace';

/** Latest status of the receiver; undefined before the first one. */
export const status = signal<ViewerStatus | undefined>(undefined);
/** Spans that arrived per second of late. */
export const spansPerSecond = signal(0);
export const isConnected = signal(true);
/** Grows when there are new data, every two seconds at most. */
export const changes = signal(0);
/** The query of the traces that the view wants to be told of; undefined for none. */
export const followedQuery = signal<string | undefined>(undefined);
/** Traces that got spans. */
export const arrived = signal<readonly TraceSummary[]>([]);

const CHANGE_MS = 2000;
const RATE_MS = 3000;

/** Listens to the receiver's events as long as the page is to be seen: browsers allow six connections for all tabs. */
export function followReceiver(): void {
  const isVisible = signal(!document.hidden);
  document.addEventListener('visibilitychange', () => {
    isVisible.value = !document.hidden;
  });
  effect(() => {
    if (!isVisible.value) return undefined;
    const query = followedQuery.value;
    const source = new EventSource(
      query === undefined ? '/api/v1/live' : `/api/v1/live?${new URLSearchParams({ q: query })}`,
    );
    source.onopen = () => {
      isConnected.value = true;
    };
    source.onerror = () => {
      isConnected.value = false;
    };
    source.addEventListener('status', event => takeStatus(JSON.parse(event.data)));
    source.addEventListener('traces', event => {
      arrived.value = JSON.parse(event.data).traces;
    });
    return () => source.close();
  });
  setInterval(measureRate, 1000);
}

/** Counts of received spans with their times, the last few seconds. */
let counts: { readonly ms: number; readonly spans: number }[] = [];
let pending: ReturnType<typeof setTimeout> | undefined;
let toldAt = Number.NEGATIVE_INFINITY;

function takeStatus(next: ViewerStatus): void {
  const isFirst = status.peek() === undefined;
  status.value = next;
  counts.push({ ms: performance.now(), spans: next.received.traces.accepted });
  if (isFirst || pending !== undefined) return;
  const waitMs = Math.max(0, toldAt + CHANGE_MS - performance.now());
  pending = setTimeout(() => {
    pending = undefined;
    toldAt = performance.now();
    changes.value++;
  }, waitMs);
}

function measureRate(): void {
  const now = performance.now();
  const last = counts.at(-1);
  const before = counts.findLast(each => each.ms < now - RATE_MS) ?? counts[0];
  if (last === undefined || before === undefined || last.ms < now - RATE_MS) spansPerSecond.value = 0;
  else spansPerSecond.value = ((last.spans - before.spans) * 1000) / Math.max(1000, now - before.ms);
  counts = counts.slice(counts.indexOf(before!));
}
