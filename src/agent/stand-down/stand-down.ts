import { loadChunk } from '../boot/chunks';
import { otherApm } from '../boot/guard/other-tracers';
import type { WorkToEnd } from './end-work';

export interface StandDownOptions {
  readonly report: (level: 'warn', message: string) => void;
  /** The agent's folder, which tells copies of it apart. */
  readonly agentFolder: string;
  /** The app runs, and with it the other tracer. Its spans before that are its own first requests. */
  readonly isRunning: () => boolean;
}

/**
 * Leaves the process to another tracer: the agent ends its work for good, with one line that says why.
 * `begin` is for a tracer that makes itself known; `check` looks for one that does not.
 */
export class StandDown {
  readonly #options: StandDownOptions;
  #work: WorkToEnd | undefined;
  #isOver = false;
  #isSilenced = false;

  constructor(options: StandDownOptions) {
    this.#options = options;
  }

  /** True once the agent's work has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** True where no span may leave any more: the other tracer was there before the app ran. */
  get isSilenced(): boolean {
    return this.#isSilenced;
  }

  /** Gives the parts that have to end. They end at once where another tracer came before they were complete. */
  prepare(work: WorkToEnd): void {
    this.#work = work;
    if (this.#isOver) endWork(work);
  }

  /** Looks for another vendor's tracer that is at work in this process. */
  check(): void {
    if (this.#isOver) return;
    const apm = otherApm();
    if (apm !== undefined) this.begin(`${apm} traces this process`);
  }

  begin(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isSilenced = !this.#options.isRunning();
    this.#options.report(
      'warn',
      `${reason}: the agent in ${this.#options.agentFolder} stands down; remove one of the two`,
    );
    if (this.#work !== undefined) endWork(this.#work);
  }
}

function endWork(work: WorkToEnd): void {
  loadChunk<typeof import('./end-work')>('give-way').endWork(work);
}
