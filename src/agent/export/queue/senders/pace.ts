import type { Clock } from '../../clock';
import { detached } from '../../detached';
import type { Held } from '../held-batches';
import { type BackoffOptions, backoffMs } from './backoff';

export interface PaceOptions {
  readonly clock: Clock;
  readonly backoff: BackoffOptions;
  /** Most tries at a time while the receiver answers. */
  readonly maxInFlight: number;
  /** Called when there is room for a batch that was not tried yet. */
  readonly onRoom: () => void;
}

/**
 * Decides how many batches are tried at a time, and when. A receiver that is away gets a single try, after growing
 * pauses; once it answers, 1, 2, 4 at a time, so that it is not flooded with the gathered batches.
 */
export interface Pace {
  hasRoom(): boolean;
  /** Begins a try at once; false if there is no room. */
  enter(one: Held): boolean;
  /**
   * Begins a try at the batch's turn, the oldest first. Resolves to false if the batch has been taken away meanwhile.
   */
  turn(one: Held): Promise<boolean>;
  /** Called when the receiver has decided about the batch, after the consequences: it starts the next try. */
  answered(one: Held): void;
  /** Called when a try has failed that began at `startedMs`; `afterMs` if the receiver asks for a pause. */
  failed(one: Held, startedMs: number, afterMs?: number): void;
  /** Called when all batches have been taken away: results of their tries mean nothing any more. */
  abandon(): void;
  /** True if the receiver has answered the last try. */
  isAnswering(): boolean;
  /** Ends the pause. */
  hurry(): void;
  /** Ends all pauses for good. */
  end(): void;
}

export function createPace({ clock, backoff, maxInFlight, onRoom }: PaceOptions): Pace {
  const turns = new Map<Held, (isOn: boolean) => void>();
  const trying = new Set<Held>();
  let limit = maxInFlight;
  let failures = 0;
  let failedMs = Number.NEGATIVE_INFINITY;
  let cancelPause: (() => void) | undefined;
  let isEnding = false;

  const hasRoom = () => cancelPause === undefined && trying.size < limit;

  function enter(one: Held): boolean {
    if (!hasRoom()) return false;
    trying.add(one);
    return true;
  }

  function turn(one: Held): Promise<boolean> {
    one.isPaused = true;
    return new Promise(resolve => turns.set(one, resolve));
  }

  function grant(): void {
    while (hasRoom() && turns.size > 0) {
      const oldest = [...turns.keys()].reduce((a, b) => (a.id < b.id ? a : b));
      const resolve = turns.get(oldest)!;
      turns.delete(oldest);
      oldest.isPaused = false;
      if (!oldest.isGone) trying.add(oldest);
      resolve(!oldest.isGone);
    }
    if (hasRoom()) onRoom();
  }

  function answered(one: Held): void {
    if (!trying.delete(one)) return;
    failures = 0;
    limit = Math.min(limit * 2, maxInFlight);
    grant();
  }

  function failed(one: Held, startedMs: number, afterMs?: number): void {
    if (!trying.delete(one)) return;
    // Tries that were under way together fail together: count a single failure.
    if (startedMs >= failedMs) failures++;
    failedMs = clock.now();
    if (isEnding) grant();
    else {
      limit = 1;
      pause(backoffMs(backoff, failures, afterMs));
    }
  }

  function pause(delayMs: number): void {
    cancelPause?.();
    cancelPause = detached(() => clock.after(delayMs, hurry));
  }

  function hurry(): void {
    cancelPause?.();
    cancelPause = undefined;
    grant();
  }

  return {
    hasRoom,
    enter,
    turn,
    answered,
    failed,
    isAnswering: () => failures === 0,
    hurry,
    abandon() {
      trying.clear();
      for (const resolve of turns.values()) resolve(false);
      turns.clear();
    },
    end() {
      isEnding = true;
      limit = maxInFlight;
      hurry();
    },
  };
}
