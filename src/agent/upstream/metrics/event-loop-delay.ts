import { createHistogram, type EventLoopUtilization, performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';

const NANOS_PER_MS = 1e6;
/** Interval of samples while the loop is idle. */
const RESTING_MS = 100;
/** Share of a second from which on the loop counts as busy in the next second. */
const BUSY = 0.05;
const JUDGED_AFTER_MS = 1000;

/**
 * Replaces `perf_hooks.monitorEventLoopDelay` for instrumentation-runtime-node. Node's wakes an idle process every 10
 * ms for ever (7 ms of CPU a second, Node 24), this one only while the loop is busy, and otherwise every 100 ms. It
 * records like Node's, in nanoseconds: `resolutionMs` plus the delay of a sample.
 */
export class EventLoopDelay {
  readonly #resolutionMs: number;
  readonly #samples = createHistogram();
  #timer: NodeJS.Timeout | undefined;
  #waitMs: number;
  #sampledMs = 0;
  #judgedMs = 0;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(resolutionMs: number) {
    this.#resolutionMs = resolutionMs;
    this.#waitMs = resolutionMs;
  }

  enable(): void {
    if (this.#timer !== undefined) return;
    this.#sampledMs = this.#judgedMs = performance.now();
    this.#wait();
  }

  disable(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  reset(): void {
    this.#samples.reset();
  }

  get count(): number {
    return this.#samples.count;
  }

  get min(): number {
    return this.#samples.min;
  }

  get max(): number {
    return this.#samples.max;
  }

  get mean(): number {
    return this.#samples.mean;
  }

  get stddev(): number {
    return this.#samples.stddev;
  }

  percentile(percent: number): number {
    return this.#samples.percentile(percent);
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#sample(), this.#waitMs);
    this.#timer.unref();
  }

  #sample(): void {
    const nowMs = performance.now();
    const lateMs = Math.max(0, nowMs - this.#sampledMs - this.#waitMs);
    this.#samples.record(Math.round((this.#resolutionMs + lateMs) * NANOS_PER_MS));
    this.#sampledMs = nowMs;
    if (nowMs - this.#judgedMs >= JUDGED_AFTER_MS) this.#judge(nowMs);
    this.#wait();
  }

  #judge(nowMs: number): void {
    const utilization = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(utilization, this.#utilization);
    this.#waitMs = since.utilization >= BUSY ? this.#resolutionMs : Math.max(RESTING_MS, this.#resolutionMs);
    this.#utilization = utilization;
    this.#judgedMs = nowMs;
  }
}
