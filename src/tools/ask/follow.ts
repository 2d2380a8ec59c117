import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundLog } from '../../viewer/receiver/query/logs/search-logs';
import type { Asking, Page } from './answers/answer';
import { logData, logLine } from './answers/logs';
import { askTraces, queryOf, type TraceData, traceRow } from './answers/traces';
import { tableOf } from './table';
import { timeParameters } from './time';

/** Questions that can be followed. */
export const FOLLOWED = ['traces', 'logs'] as const;

const EVERY_MS = 1000;
const MAX_AT_ONCE = 500;

export interface Following {
  readonly asking: Asking;
  readonly json: boolean;
  readonly page: Page;
  write(line: string): void;
  /** Aborted when the user has seen enough. */
  readonly signal: AbortSignal;
}

/** Writes what comes from now on, a line each, until it is aborted. */
export async function follow(question: (typeof FOLLOWED)[number], following: Following): Promise<void> {
  const step = question === 'logs' ? logSteps(following) : traceSteps(following);
  while (!following.signal.aborted) {
    await step();
    await sleep(EVERY_MS, undefined, { signal: following.signal }).catch(() => {});
  }
}

/** Records are numbered as they arrive. */
function logSteps({ asking, json, page, write }: Following): () => Promise<void> {
  let seen = -1;
  let isFirst = asking.since === undefined;
  return async () => {
    const { logs } = (await asking.source.ask<{ logs: FoundLog[] }>('/api/v1/logs', {
      ...timeParameters(asking.since),
      q: queryOf(asking),
      limit: MAX_AT_ONCE,
    }))!;
    const fresh = logs.filter(({ number }) => number > seen).sort((a, b) => a.number - b.number);
    seen = fresh.at(-1)?.number ?? seen;
    if (!isFirst)
      for (const log of fresh.map(logData)) write(json ? JSON.stringify(log) : logLine(log, page));
    isFirst = false;
  };
}

/** A trace is told once it has stayed the same between two looks: its spans come one after the other. */
function traceSteps({ asking, json, page, write }: Following): () => Promise<void> {
  const told = new Set<string>();
  let before = new Map<string, number>();
  let isFirst = asking.since === undefined;
  return async () => {
    const { data } = await askTraces({ ...asking, limit: MAX_AT_ONCE });
    const now = new Map(data.traces.map(trace => [trace.traceId, trace.spans]));
    const settled = data.traces.filter(
      ({ traceId, spans }) => !told.has(traceId) && (isFirst || before.get(traceId) === spans),
    );
    if (!isFirst)
      for (const trace of settled.reverse()) write(json ? JSON.stringify(trace) : lineOf(trace, page));
    for (const { traceId } of settled) told.add(traceId);
    for (const traceId of told) if (!now.has(traceId)) told.delete(traceId);
    before = now;
    isFirst = false;
  };
}

function lineOf(trace: TraceData, { paint }: Page): string {
  return tableOf([traceRow(trace)], paint);
}
