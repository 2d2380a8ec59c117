import type { Kept } from '../../types';

/** Batch in memory that is on disk, too; its parts share the loan if it is split. */
export class Loan implements Kept {
  readonly #onDone: (deliveredItems: number, isBodyFree: boolean) => void;
  readonly #onReturn: () => boolean;
  #parts = 1;
  #deliveredItems = 0;
  #isWhole = true;

  constructor(onDone: (deliveredItems: number, isBodyFree: boolean) => void, onReturn: () => boolean) {
    this.#onDone = onDone;
    this.#onReturn = onReturn;
  }

  done(deliveredItems = 0, isBodyFree = false): void {
    this.#parts--;
    this.#deliveredItems += deliveredItems;
    if (this.#parts === 0) this.#onDone(this.#deliveredItems, isBodyFree && this.#isWhole);
  }

  giveBack(): boolean {
    return this.#parts === 1 && this.#onReturn();
  }

  split(): void {
    this.#parts++;
    this.#isWhole = false;
  }
}
