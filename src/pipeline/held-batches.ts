import type { Batch } from './types';

/** A batch in the queue; ids grow in the order of arrival. */
export interface Held {
  readonly id: number;
  readonly batch: Batch;
  readonly sinceMs: number;
  /** An attempt has failed, and something of it may linger. */
  wasTried: boolean;
}

/** The batches that a queue holds, and how much they weigh: those that wait, oldest first, and those on the wire. */
export class HeldBatches {
  #waiting: Held[] = [];
  #inFlight = new Set<Held>();
  #lastId = 0;
  /** Of all of them. */
  bytes = 0;
  /** Of those that wait. */
  waitingItems = 0;

  get lastId(): number {
    return this.#lastId;
  }
  get waiting(): number {
    return this.#waiting.length;
  }
  get inFlight(): number {
    return this.#inFlight.size;
  }

  add(batch: Batch, nowMs: number): void {
    this.bytes += batch.body.length;
    this.waitingItems += batch.items;
    this.#lastId++;
    this.#waiting.push({ id: this.#lastId, batch, sinceMs: nowMs, wasTried: false });
  }

  /** Moves the oldest that waits onto the wire. */
  launch(): Held {
    const held = this.#shift();
    this.#inFlight.add(held);
    return held;
  }

  /** Takes it off the wire and puts it first in line again. */
  putBack(held: Held): void {
    this.#inFlight.delete(held);
    held.wasTried = true;
    this.#waiting.unshift(held);
    this.waitingItems += held.batch.items;
  }

  /** Forgets one that is on the wire; false when it was handed over before. */
  finish(held: Held): boolean {
    if (!this.#inFlight.delete(held)) return false;
    this.bytes -= held.batch.body.length;
    return true;
  }

  isOnWire(held: Held): boolean {
    return this.#inFlight.has(held);
  }

  dropOldest(): Batch {
    const { batch } = this.#shift();
    this.bytes -= batch.body.length;
    return batch;
  }

  /** Forgets all and hands them over. */
  takeAll(): { inFlight: Batch[]; waiting: Batch[] } {
    const all = {
      inFlight: Array.from(this.#inFlight, held => held.batch),
      waiting: this.#waiting.map(held => held.batch),
    };
    this.#inFlight.clear();
    this.#waiting = [];
    this.bytes = 0;
    this.waitingItems = 0;
    return all;
  }

  /** Whether any that arrived up to `id` is still here. */
  holdsUpTo(id: number): boolean {
    const isOld = (held: Held) => held.id <= id;
    return this.#waiting.some(isOld) || Array.from(this.#inFlight).some(isOld);
  }

  #shift(): Held {
    const held = this.#waiting.shift();
    if (held === undefined) throw new RangeError('no batch is waiting');
    this.waitingItems -= held.batch.items;
    return held;
  }
}
