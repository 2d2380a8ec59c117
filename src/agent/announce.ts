import type { ResolvedConfig } from '../shared/config';
import type { Log } from '../shared/log';
import { loadChunk } from './boot/chunks';
import { detached } from './export/detached';
import type { StandDown } from './stand-down/stand-down';

/** Age from which a process counts as running, even without a span, and as no short script. */
const SETTLED_AFTER_MS = 2000;

/**
 * Wait of a function's process for the end of its first invocation, whose answer is late enough: nothing of this is for
 * that answer. Longer than the flush at its end may take, after which the process stands still.
 */
const FUNCTION_RUNNING_AFTER_MS = 250;

export interface AnnouncerInput {
  readonly config: ResolvedConfig;
  readonly version: string;
  readonly serviceName: () => unknown;
  readonly log: Log;
  readonly standDown: Pick<StandDown, 'check' | 'isOver'>;
  /** `attach` tells by itself that the agent is at work. */
  readonly isAttached: boolean;
  /** Time since the start of a worker thread that has waited for the agent's start. */
  readonly ageMs: number;
  /** True in the sandbox of a serverless function. */
  readonly isFunction: boolean;
}

export interface Announcer {
  /** Notes that a span or log record ended. */
  noteItem(): void;
  isRunning(): boolean;
  /** Calls back once the process counts as running. */
  whenRunning(callBack: () => void): void;
  /** Calls back once the process runs and has an age: its first requests are not to pay for what only long-lived ones need. */
  whenSettled(callBack: () => void): void;
  /** Ends the wait for that moment, and calls back who waits for this. */
  stop(): void;
  atStop(callBack: () => void): void;
}

/**
 * Prints one line on stderr with the signals and their target, when the first span ends or the process is 2 s old:
 * short scripts stay silent. `whenRunning` waits for that moment, too, and `whenSettled` in any case for the age.
 */
export function announcer({
  config,
  version,
  serviceName,
  log,
  standDown,
  isAttached,
  ageMs,
  isFunction,
}: AnnouncerInput): Announcer {
  let isDue = false;
  const waiting: (() => void)[] = [];
  const settling: (() => void)[] = [];
  const ends: (() => void)[] = [];
  let isRunning = false;

  function run(): void {
    if (isRunning) return;
    standDown.check();
    if (standDown.isOver) return;
    isRunning = true;
    if (config.get('OTEL_AGENT_BANNER') && !isAttached) {
      const { bannerOf } = loadChunk<typeof import('./instrument/coverage/report')>('report');
      log('info', bannerOf(config, version, serviceName()));
    }
    for (const callBack of waiting) detached(callBack);
  }
  function settle(): void {
    run();
    if (isRunning && !standDown.isOver) for (const callBack of settling.splice(0)) detached(callBack);
  }
  const timer = detached(() => setTimeout(settle, Math.max(0, SETTLED_AFTER_MS - ageMs)).unref());

  return {
    noteItem() {
      if (isRunning || isDue) return;
      if (isFunction) detached(() => setTimeout(settle, FUNCTION_RUNNING_AFTER_MS).unref());
      else setImmediate(run).unref(); // Not within the request that ended the span.
      isDue = true;
    },
    isRunning: () => isRunning,
    whenRunning(callBack) {
      waiting.push(callBack);
    },
    whenSettled(callBack) {
      settling.push(callBack);
    },
    stop() {
      clearTimeout(timer);
      for (const end of ends.splice(0)) end();
    },
    atStop(callBack) {
      ends.push(callBack);
    },
  };
}
