import timers from 'node:timers';
import { detached } from '../detached';
import { Descriptors, runLater, runNow, type Steps } from './disk';

// Kept from loading: an app's test that fakes time must not stop the work.
const { setImmediate } = timers;

export interface TurnsOptions {
  /** Steps of one turn. */
  readonly turn: () => Steps<void>;
  /** True while another turn has something to do. */
  readonly hasWork: () => boolean;
  /** Called when a turn fails, which ends the work until the next start. */
  readonly onFailure: (error: Error) => void;
}

/** Work on the disk with the event loop, a turn at a time, until the end of the process overtakes it. */
export class Turns {
  readonly #options: TurnsOptions;
  /** Grows when the turn under way has been overtaken. */
  #epoch = 0;
  readonly #inUse = new Descriptors();
  #isAtWork = false;
  #isScheduled = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Starts a turn soon; further ones follow while there is work. Does nothing where one is under way. */
  start(): void {
    if (this.#isScheduled || this.#isAtWork) return;
    this.#isScheduled = true;
    // Nothing waits for this: the end of the process does the rest at once.
    detached(() => setImmediate(() => void this.#work()).unref());
  }

  /** Leaves the turn under way where it is, and runs these steps at once. Throws what they throw. */
  overtake(steps: Steps<void>): void {
    this.#epoch++;
    this.#isAtWork = false;
    this.#isScheduled = false;
    runNow(steps, this.#inUse);
  }

  async #work(): Promise<void> {
    const { turn, hasWork, onFailure } = this.#options;
    const epoch = ++this.#epoch;
    const isOvertaken = () => epoch !== this.#epoch;
    this.#isScheduled = false;
    this.#isAtWork = true;
    try {
      do await runLater(turn(), isOvertaken, this.#inUse);
      while (!isOvertaken() && hasWork());
    } catch (error) {
      if (!isOvertaken()) onFailure(error as Error);
    } finally {
      if (!isOvertaken()) this.#isAtWork = false;
    }
  }
}
