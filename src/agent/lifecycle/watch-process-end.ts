import timers from 'node:timers';
import { loadChunk } from '../boot/chunks';
import type { Helper } from '../export/at-exit/helper/start-helper';
import { detached } from '../export/detached';
import type { Pipeline } from '../export/pipelines/pipeline';
import { createHiddenSignals } from './hidden-signals';
import { isFatal } from './is-fatal';
import { createLoopFlush, type LoopFlushOptions } from './loop-flush';
import { hookProcess } from './process-hooks';
import { type WatchedThreads, type WatchThreadsOptions, watchThreads } from './watch-threads';

type AtExit = typeof import('../export/at-exit/hand-over');

/** Options of the watch. `pipelines` is called at each end: they may not exist yet when the watch begins. */
export interface ProcessEndOptions extends LoopFlushOptions {
  readonly script: WatchThreadsOptions['script'];
  readonly carriage: WatchThreadsOptions['carriage'];
  /** Called when a worker has its first item. */
  readonly onThread: WatchThreadsOptions['onThread'];
  readonly helper: Helper;
  /** True where a runtime goes on with an empty event loop: it is no end then, and nothing is waited for. */
  readonly isLoopRestarted: boolean;
  /** Called after the last items were handed over; with it signals are always caught, so that it comes in any case. */
  readonly atEnd: (() => void) | undefined;
  /** Waiters for exceptions of the app's code. */
  readonly thrown: { noteUncaught(error: unknown): void; settleThrown(): void };
}

export interface ProcessEnd {
  /** Notes that something ended or was measured, and is not sent yet. Cheap enough to be called at every chance. */
  noteUnsent(): void;
  /** Opens, in a worker, an outbox that the main thread carries on. */
  openOutbox: WatchedThreads['openOutbox'];
  /** Calls back before the last items are handed over, with an uncaught exception if there is one. Returns what forgets it. */
  ifProcessEnds(end: (error: unknown) => void): () => void;
  /** Ends the watch; unsent data stays in the pipelines. */
  stop(): void;
}

// Timers as they were at loading: an app's test that fakes timers must not stop the end.
const { setInterval, clearInterval, setImmediate } = timers;
const DISARM_CHECK_MS = 1000;
const QUICK_TURN_MS = 20;
/** A worker writes for a microsecond, unless the system puts it aside meanwhile. */
const WRITERS_WAIT_MS = 50;

/**
 * Sends unsent data when the process ends, in whichever way, and leaves that way as it is:
 *
 *     loop runs empty ------> what the loop is worth waiting for is flushed, then `beforeExit` goes to the app
 *     signal, no listener --> the same, then the rest is handed over, then the same signal by default
 *     signal, app listens --> nothing: the app's way of ending leads to one of the others
 *     exit, crash, own kill > handed over without an event loop, after the app's `exit` listeners
 *     process.execve -------> handed over without an event loop
 *
 * Signals are only caught while something is unsent: a process that sends nothing keeps the system's own behaviour,
 * which ends it even in the middle of a long computation. A signal that was caught during such a computation ends the
 * process once the loop turns, or instead of the exit if it does not: docs/troubleshooting.md, "Signals".
 */
export function watchProcessEnd(options: ProcessEndOptions): ProcessEnd {
  const { pipelines, report, helper } = options;
  const loop = createLoopFlush(options);
  let hasTurned = false;
  let isFlushed = false;
  let isEndingBySignal = false;
  let disarmTimer: NodeJS.Timeout | undefined;
  const open = new Set<(error: unknown) => void>();

  const signals = createHiddenSignals(endBySignal);
  const { script, carriage } = options;
  const threads = watchThreads({ script, carriage, onThread: noteThread, handOver: handOverNow });
  const unhook = hookProcess({
    loopEmpty,
    uncaught(error) {
      options.thrown.noteUncaught(error);
      endOpen(error);
    },
    exiting() {
      handOverNow();
      threads.close();
      const number = signals.takePending();
      if (number !== undefined) raise(number);
    },
    listenerAdded: signals.yield,
    listenerRemoved() {
      if (disarmTimer !== undefined) signals.arm();
    },
    ownSignal(number) {
      if (disarmTimer === undefined || !isFatal(number)) return;
      handOverNow();
      disarm();
    },
    replacing: handOverNow,
  });

  function loopEmpty(): boolean {
    if (options.isLoopRestarted) return false;
    if (!hasTurned && signals.isArmed()) {
      // Give the loop another turn: an empty loop does not look for signals that came meanwhile.
      setImmediate(() => {});
      hasTurned = true;
      return true;
    }
    hasTurned = false;
    if (isFlushed) {
      isFlushed = false;
      return false;
    }
    threads.followed?.collect();
    const due = loop.due();
    if (due.length === 0) return false;
    loop.run(due, () => {
      isFlushed = true;
    });
    return true;
  }

  function endBySignal(number: number): void {
    threads.followed?.collect();
    // A second signal does not wait for the first one's flush.
    const due = isEndingBySignal ? [] : loop.due();
    isEndingBySignal = true;
    if (due.length === 0) raiseAgain(number);
    else loop.run(due, () => raiseAgain(number));
  }

  function raiseAgain(number: number): void {
    isEndingBySignal = false;
    handOverNow();
    raise(number);
  }

  function raise(number: number): void {
    disarm();
    // Ends the process here; only as PID 1, which the system protects from signals, does the app go on.
    (process as unknown as { _kill(pid: number, signal: number): void })._kill(process.pid, number);
  }

  function endOpen(error: unknown): void {
    for (const end of open) end(error);
    open.clear();
  }

  function handOverNow(): void {
    options.thrown.settleThrown();
    endOpen(undefined);
    const timeoutMs = loop.leftMs();
    threads.followed?.collect(WRITERS_WAIT_MS);
    const awaitThreads = threads.followed?.end(process.uptime() * 1000 + timeoutMs);
    try {
      if (pipelines().some(isWorthHandingOver))
        loadChunk<AtExit>('at-exit').handOver(pipelines(), { timeoutMs, report, helper });
    } catch (error) {
      // Boundary with the host, which is ending.
      report('warn', `could not deliver the last items at the end: ${String(error)}`);
    }
    awaitThreads?.();
    threads.followed?.drop();
    for (const { tellDrops } of pipelines()) tellDrops();
    options.atEnd?.();
  }

  function noteThread(): void {
    noteUnsent();
    options.onThread();
  }

  function noteUnsent(): void {
    // Without time to send, signals need not be caught.
    if (disarmTimer !== undefined || options.exitTimeoutMs === 0) return;
    // Detached: the watch may last until the next export of metrics, and is to keep no request's stores alive.
    disarmTimer = detached(() => {
      signals.arm();
      return setInterval(() => {
        if (isAllSent()) disarmAfterTurn();
      }, DISARM_CHECK_MS);
    });
    disarmTimer.unref();
  }

  /**
   * Disarms once the loop has looked for signals: one that came before would be lost, neither told nor raised. If
   * that turn takes long, another may have come meanwhile, and the next check decides.
   */
  function disarmAfterTurn(): void {
    const startedMs = process.uptime() * 1000;
    setImmediate(() => {
      const isQuick = process.uptime() * 1000 - startedMs < QUICK_TURN_MS;
      if (disarmTimer !== undefined && isQuick && isAllSent()) disarm();
    }).unref();
  }

  function isAllSent(): boolean {
    if (options.atEnd !== undefined) return false;
    return !pipelines().some(isUnsent) && threads.followed?.isFollowing() !== true;
  }

  function disarm(): void {
    clearInterval(disarmTimer);
    disarmTimer = undefined;
    signals.disarm();
  }

  if (options.atEnd !== undefined) noteUnsent();
  return {
    noteUnsent,
    openOutbox: threads.openOutbox,
    ifProcessEnds(end) {
      open.add(end);
      return () => open.delete(end);
    },
    stop() {
      disarm();
      unhook();
      threads.stop();
    },
  };
}

function isUnsent({ hasUnsent, hasMeasured }: Pipeline): boolean {
  return hasUnsent() || hasMeasured?.() === true;
}

function isWorthHandingOver({ hasUnsent, hasUncollected, collectLast, spool }: Pipeline): boolean {
  return (
    hasUnsent() || spool?.isEmpty() === false || (collectLast !== undefined && hasUncollected?.() === true)
  );
}
