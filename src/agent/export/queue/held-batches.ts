import type { Batch } from '../types';

/** Batch in the queue; ids grow in the order of arrival. */
export interface Held {
  readonly id: number;
  readonly batch: Batch;
  attempts: number;
  /** True after a failed try, until the next try begins. */
  isPaused: boolean;
  /** True while a try is under way, whose reply may still come. */
  isOnWire: boolean;
  /** True if given up or handed over: results of its tries do not matter any more. */
  isGone: boolean;
}

const FRESH = {
  attempts: 0,
  isPaused: false,
  isOnWire: false,
  isGone: false,
} as const;

/** Batches that a queue holds, and their size: waiting ones, oldest first, and those that are being sent. */
export class HeldBatches {
  #waiting: Held[] = [];
  /** Batches that are being sent, oldest first. */
  #sending = new Set<Held>();
  #lastId = 0;
  readonly #onItems: ((items: number) => void) | undefined;
  bytes = 0;
  items = 0;

  /** `onItems` is called whenever `items` has changed. */
  constructor(onItems?: (items: number) => void) {
    this.#onItems = onItems;
  }

  get lastId(): number {
    return this.#lastId;
  }
  get waiting(): number {
    return this.#waiting.length;
  }
  /** Number of batches with a try under way. */
  get trying(): number {
    let count = 0;
    for (const { isPaused } of this.#sending) if (!isPaused) count++;
    return count;
  }
  get onWire(): number {
    let count = 0;
    for (const { isOnWire } of this.#sending) if (isOnWire) count++;
    return count;
  }
  /** Number of items in batches without a try under way. */
  get waitingItems(): number {
    let { items } = this;
    for (const { isPaused, batch } of this.#sending) if (!isPaused) items -= batch.items;
    return items;
  }

  add(batch: Batch): void {
    this.#count(batch, 1);
    this.#lastId++;
    this.#waiting.push({ id: this.#lastId, batch, ...FRESH });
  }

  /** Takes the oldest batch that waits. */
  launch(): Held {
    const held = this.#waiting.shift()!;
    this.#sending.add(held);
    return held;
  }

  /** Forgets a batch that was being sent; false if it has gone before. */
  finish(held: Held): boolean {
    if (!this.#sending.delete(held)) return false;
    this.#forget(held);
    return true;
  }

  /** Puts the parts of a batch that was being sent into its place; false if it has gone before. */
  replace(held: Held, parts: readonly Batch[]): boolean {
    if (!this.finish(held)) return false;
    for (const batch of parts) this.#count(batch, 1);
    this.#waiting.unshift(...parts.map(batch => ({ id: held.id, batch, ...FRESH })));
    return true;
  }

  /** Batches in the order of arrival. */
  get all(): Batch[] {
    return [...this.#sending, ...this.#waiting].map(({ batch }) => batch);
  }

  /** Oldest batch without a try under way; undefined if there is none. */
  get oldest(): Held | undefined {
    return [...this.#sending].find(({ isPaused }) => isPaused) ?? this.#waiting[0];
  }

  /** Forgets the oldest batch without a try under way; undefined if there is none. */
  dropOldest(): Held | undefined {
    const { oldest } = this;
    if (oldest === undefined) return undefined;
    if (!this.#sending.delete(oldest)) this.#waiting.shift();
    this.#forget(oldest);
    return oldest;
  }

  /** Forgets all batches and hands them over. */
  takeAll(): { onWire: Held[]; others: Held[] } {
    const sending = [...this.#sending];
    const all = {
      onWire: sending.filter(({ isOnWire }) => isOnWire),
      others: [...sending.filter(({ isOnWire }) => !isOnWire), ...this.#waiting],
    };
    for (const held of [...sending, ...this.#waiting]) this.#forget(held);
    this.#sending.clear();
    this.#waiting = [];
    return all;
  }

  /** True if a batch that arrived up to `id` is still here. */
  holdsUpTo(id: number): boolean {
    const isOld = (held: Held) => held.id <= id;
    return this.#waiting.some(isOld) || [...this.#sending].some(isOld);
  }

  #forget(held: Held): void {
    held.isGone = true;
    this.#count(held.batch, -1);
  }

  #count({ body, items }: Batch, sign: 1 | -1): void {
    this.bytes += sign * body.length;
    this.items += sign * items;
    this.#onItems?.(this.items);
  }
}
