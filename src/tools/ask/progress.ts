import type { ProfileStatus } from '../../viewer/receiver/analyse/profile/profile-answer';
import { PATIENCE_MS } from '../../viewer/receiver/profiles/profile-store';

/** Time after which a wait is told again. */
const AGAIN_MS = 15_000;

/** Tells how far a profile is: each change of its state, and every 15 s that no process has fetched the order. */
export class Progress {
  readonly #tell: (sentence: string) => void;
  #state: ProfileStatus['state'] | undefined;
  #toldMs = 0;

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell;
  }

  /** Looks at a profile at a time in ms since 1970. */
  look(status: ProfileStatus, nowMs: number = Date.now()): void {
    const isNew = status.state !== this.#state;
    if (!isNew && (status.state !== 'waiting' || nowMs - this.#toldMs < AGAIN_MS)) return;
    this.#state = status.state;
    this.#toldMs = nowMs;
    const sentence = sentenceOn(status, nowMs);
    if (sentence !== undefined) this.#tell(sentence);
  }
}

function sentenceOn(
  { state, service, pid, seconds, orderedAtMs }: ProfileStatus,
  nowMs: number,
): string | undefined {
  if (state === 'running') return `process ${pid} is profiled for ${seconds} s`;
  if (state === 'done') return 'the profile is there; its last spans are waited for';
  if (state === 'failed') return undefined; // The error is told.
  const waited = Math.round((nowMs - orderedAtMs) / 1000);
  return `waits for a process of ${service} to fetch the order, which it does with its next export: ${waited} s of at most ${PATIENCE_MS / 1000}`;
}
