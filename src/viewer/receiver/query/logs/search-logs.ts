import type { LogChunk } from '../../store/logs/log-chunk';
import type { LogStore } from '../../store/logs/log-store';
import { readLog, type TraceLog } from '../../store/logs/read-logs';
import { hexOfWords } from '../../wire/read-word';
import type { TimeRange } from '../find-spans';
import { eachFound, recallTest } from './recent-tests';
import { severityWord } from './severities';

export interface LogSearch extends TimeRange {
  /** See parseQuery and compileLogQuery; empty for all. */
  readonly query: string;
  readonly limit: number;
}

/** A log record in full. */
export interface FoundLog extends Omit<TraceLog, 'timeUnixNano'> {
  /** In digits: a number in JSON cannot hold it. */
  readonly timeUnixNano: string;
  /** `warn` and so on, whatever the sender's own word is. */
  readonly severity: string;
  /** The empty string where the record belongs to no trace. */
  readonly traceId: string;
  readonly scope: string;
  /** Names the record as long as it is kept: counts up in the order of arrival. */
  readonly number: number;
}

/** Finds and counts log records; returns the newest `limit` of them, the newest first. Throws QueryError. */
export function searchLogs(
  store: LogStore,
  { query, limit, sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY }: LogSearch,
): { logs: FoundLog[]; total: number } {
  const holds = recallTest(store, query);
  const newest = new Newest(limit);
  let total = 0;
  let first = store.departed + store.count;
  // The newest chunk first: the records of others are older than what is found by then, and are counted only.
  for (const chunk of store.chunks.toReversed()) {
    first -= chunk.count;
    const { oldestMs, newestMs, timeMs } = chunk;
    if (newestMs < sinceMs || oldestMs >= untilMs) continue;
    const found = holds(chunk);
    if (oldestMs >= sinceMs && newestMs < untilMs && !newest.wants(newestMs)) {
      total += found.count;
      continue;
    }
    eachFound(chunk, found, index => {
      const ms = timeMs[index]!;
      if (ms < sinceMs || ms >= untilMs) return;
      total++;
      if (newest.wants(ms)) newest.add({ chunk, index, ms, number: first + index });
    });
  }
  return { logs: newest.all().map(readFound), total };
}

function readFound({ chunk, index, number }: Hit): FoundLog {
  const log = readLog(chunk, index);
  const hasTrace = chunk.ids.subarray(index * 6, index * 6 + 4).some(word => word !== 0);
  return {
    ...log,
    timeUnixNano: String(log.timeUnixNano),
    severity: severityWord(log.severityNumber),
    traceId: hasTrace ? hexOfWords(chunk.ids, index * 6, index * 6 + 4) : '',
    scope: chunk.origins.of(chunk.origin[index]!).scope.name,
    number,
  };
}

/** Names of the services that sent records. */
export function logServices({ chunks }: LogStore): string[] {
  const names = chunks.flatMap(({ origins }) =>
    Array.from({ length: origins.count }, (_, number) => origins.of(number).service),
  );
  return [...new Set(names)].sort();
}

interface Hit {
  readonly chunk: LogChunk;
  readonly index: number;
  readonly ms: number;
  readonly number: number;
}

/** Keeps the newest hits; sorts now and then, since records come nearly in order. */
class Newest {
  readonly #limit: number;
  #hits: Hit[] = [];
  /** Older hits than this need not be kept. */
  #oldestMs = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  wants(ms: number): boolean {
    return ms >= this.#oldestMs;
  }

  add(hit: Hit): void {
    this.#hits.push(hit);
    if (this.#hits.length >= Math.max(1000, this.#limit * 4)) this.#shorten();
  }

  all(): readonly Hit[] {
    this.#shorten();
    return this.#hits;
  }

  #shorten(): void {
    this.#hits = this.#hits.sort((a, b) => b.ms - a.ms || b.number - a.number).slice(0, this.#limit);
    if (this.#hits.length === this.#limit) this.#oldestMs = this.#hits.at(-1)!.ms;
  }
}
