import { isWorker } from '../guard/is-worker';
import type { Drain, Report } from './drain';
import { handOver } from './hand-over';
import type { Helper } from './helper/start-helper';
import { createHiddenSignals } from './hidden-signals';
import { isFatal } from './is-fatal';
import { hookProcess } from './process-hooks';
import { reportLost } from './report-lost';
import { answerMainThread, watchThreads } from './threads';

export interface ProcessEndOptions {
  /** Asked for at each end: they may not exist yet when the watch begins. */
  readonly drains: () => readonly Drain[];
  /** OTEL_AGENT_EXIT_TIMEOUT: for how long the end may be put off. */
  readonly exitTimeoutMs: number;
  readonly report: Report;
  readonly helper: Helper;
}

export interface ProcessEnd {
  /** Something ended and is not sent yet. Cheap: to be called whenever it may be so. */
  noteUnsent(): void;
  /** Forgets the process; what is unsent stays where it is. */
  stop(): void;
}

// Kept from the time of loading: an app's test that fakes timers must not stop the end.
const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;
const DISARM_CHECK_MS = 1000;

/**
 * Sends what is unsent when the process ends, whichever way it does, and leaves that way as it is:
 *
 *     loop runs empty ------> warm drains are flushed through the loop, then `beforeExit` goes to the app
 *     signal, no listener --> the same, then the rest is handed over, then the same signal by default
 *     signal, app listens --> nothing: the app's way of ending leads to one of the others
 *     exit, crash, own kill > handed over without an event loop, after the app's `exit` listeners
 *
 * Signals are only caught while something is unsent: a process that sends nothing keeps the system's own behaviour,
 * which ends it even in the middle of a long computation.
 */
export function watchProcessEnd(options: ProcessEndOptions): ProcessEnd {
  const { drains, exitTimeoutMs, report } = options;
  let leftMs = exitTimeoutMs;
  let isFlushed = false;
  let caughtSignal: string | undefined;
  let disarmTimer: NodeJS.Timeout | undefined;

  const signals = createHiddenSignals(endBySignal);
  const threads = isWorker() ? undefined : watchThreads(noteUnsent);
  const leaveMainThread = isWorker() ? answerMainThread(handOverNow) : undefined;
  const unhook = hookProcess({
    loopEmpty,
    exiting: handOverNow,
    listenerAdded: signals.yield,
    listenerRemoved() {
      if (disarmTimer !== undefined) signals.arm();
    },
    ownSignal(number) {
      if (disarmTimer === undefined || !isFatal(number)) return;
      handOverNow();
      disarm();
    },
  });

  function loopEmpty(): boolean {
    if (isFlushed) {
      isFlushed = false;
      return false;
    }
    const warm = warmDrains();
    if (warm.length === 0) return false;
    flush(warm, () => {
      isFlushed = true;
    });
    return true;
  }

  function endBySignal(signal: string, number: number): void {
    const warm = caughtSignal === undefined ? warmDrains() : [];
    caughtSignal = signal;
    if (warm.length === 0) raiseAgain(number);
    else flush(warm, () => raiseAgain(number));
  }

  function raiseAgain(number: number): void {
    caughtSignal = undefined;
    handOverNow();
    disarm();
    // Ends the process here and now; only as PID 1, which the system protects from signals, the app goes on.
    (process as unknown as { _kill(pid: number, signal: number): void })._kill(process.pid, number);
  }

  function warmDrains(): Drain[] {
    return drains().filter(drain => (drain.hasUnsent() || drain.hasUncollected?.()) && drain.isWarm());
  }

  /** Keeps the loop alive until all are flushed or time is up, and then for one more turn, so that it runs empty again. */
  function flush(warm: readonly Drain[], done: () => void): void {
    const startedMs = process.uptime() * 1000;
    const timer = setTimeout(finish, exitTimeoutMs);
    let isDone = false;
    Promise.all(warm.map(flushOne)).then(finish, finish);

    function finish(): void {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      leftMs = Math.max(0, exitTimeoutMs - (process.uptime() * 1000 - startedMs));
      setImmediate(done);
    }
  }

  async function flushOne(drain: Drain): Promise<void> {
    if (await drain.flush(exitTimeoutMs)) return;
    const { inFlight, waiting } = drain.takeUnsent();
    reportLost(report, [...inFlight, ...waiting], `no answer within ${exitTimeoutMs} ms`);
  }

  function handOverNow(): void {
    const awaitThreads = threads?.end(process.uptime() * 1000 + leftMs);
    try {
      handOver(drains(), { timeoutMs: leftMs, report, helper: options.helper });
    } catch (error) {
      // The boundary with the host, which is in the middle of ending.
      report('warn', `could not hand over what was unsent at the end: ${String(error)}`);
    }
    awaitThreads?.();
  }

  function noteUnsent(): void {
    if (disarmTimer !== undefined) return;
    signals.arm();
    disarmTimer = setInterval(() => {
      if (!drains().some(drain => drain.hasUnsent()) && !threads?.anyAlive()) disarm();
    }, DISARM_CHECK_MS);
    disarmTimer.unref();
  }

  function disarm(): void {
    clearInterval(disarmTimer);
    disarmTimer = undefined;
    signals.disarm();
  }

  return {
    noteUnsent,
    stop() {
      disarm();
      unhook();
      threads?.stop();
      leaveMainThread?.();
    },
  };
}
