import timers from 'node:timers';
import { directTarget } from '../export/at-exit/direct/direct-target';
import { createLosses } from '../export/at-exit/losses';
import { throughProxy } from '../export/at-exit/through-proxy';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { Report } from '../export/types';

// Timers as they were at loading: an app's test that fakes timers must not stop the end.
const { setTimeout, clearTimeout, setImmediate } = timers;

const GRACE_MS = 100;

export interface LoopFlushOptions {
  readonly pipelines: () => readonly Pipeline[];
  /** OTEL_AGENT_EXIT_TIMEOUT: total time for which the end may be put off. */
  readonly exitTimeoutMs: number;
  readonly report: Report;
}

/** Sends unsent data while there still is an event loop. */
export interface LoopFlush {
  /** Pipelines that are worth keeping the loop alive for. */
  due(): readonly Pipeline[];
  /**
   * Keeps the loop alive until all are flushed or time is up, and then for a last turn, so that it runs empty again.
   */
  run(due: readonly Pipeline[], done: () => void): void;
  /** Milliseconds that are left of the exit timeout. */
  leftMs(): number;
}

export function createLoopFlush({ pipelines, exitTimeoutMs, report }: LoopFlushOptions): LoopFlush {
  let leftMs = exitTimeoutMs;

  async function flushOne(pipeline: Pipeline): Promise<void> {
    const waitMs = patienceMs(pipeline);
    const isSent = await pipeline.flush(Math.min(exitTimeoutMs, waitMs));
    // The disk takes the rest, once the loop stands still.
    if (isSent || waitMs < Number.POSITIVE_INFINITY) return;
    const losses = createLosses();
    const { inFlight, waiting, failure } = pipeline.takeUnsent();
    const noAnswer = `no answer within ${exitTimeoutMs} ms${throughProxy(pipeline.destination)}`;
    for (const { signal, items } of [...inFlight, ...waiting]) losses.add(signal, items, failure ?? noAnswer);
    losses.tell(report);
  }

  return {
    due: () => pipelines().filter(one => hasWork(one) && isWorthTheLoop(one)),
    run(due, done) {
      const startedMs = process.uptime() * 1000;
      // Each flush ends by itself; this only keeps the loop alive until then.
      const timer = setTimeout(finish, exitTimeoutMs + GRACE_MS);
      let isDone = false;
      for (const { setEnding } of due) setEnding(true);
      Promise.all(due.map(flushOne)).then(finish, finish);

      function finish(): void {
        if (isDone) return;
        isDone = true;
        clearTimeout(timer);
        for (const { setEnding } of due) setEnding(false);
        leftMs = Math.max(0, exitTimeoutMs - (process.uptime() * 1000 - startedMs));
        setImmediate(done);
      }
    },
    leftMs: () => leftMs,
  };
}

function hasWork(pipeline: Pipeline): boolean {
  return pipeline.hasUnsent() || pipeline.hasUncollected?.() === true;
}

/** Longest wait for the receiver, where a disk takes the rest. */
function patienceMs({ spool }: Pipeline): number {
  return spool?.patienceMs() ?? Number.POSITIVE_INFINITY;
}

/** Without a disk the loop is the cheapest way to a receiver that takes one; with a disk it is for those that have answered. */
function isWorthTheLoop(pipeline: Pipeline): boolean {
  const waitMs = patienceMs(pipeline);
  if (pipeline.isWarm()) return waitMs > 0;
  return waitMs === Number.POSITIVE_INFINITY && isLoopNeededFor(pipeline);
}

/** True for a receiver behind TLS, or a name to look up: without the loop, sending would take another process. */
function isLoopNeededFor({ destination }: Pipeline): boolean {
  return destination !== undefined && directTarget(destination) === undefined;
}
