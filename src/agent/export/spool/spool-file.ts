import type { FoundRecord } from './format/record';

/** Batch on disk, in the care of this thread. */
export interface SpoolRecord {
  readonly file: SpoolFile;
  readonly index: number;
  /** Place of its head in the file. */
  readonly at: number;
  /** Size of its body. */
  readonly bytes: number;
  readonly items: number;
  readonly endedMs: number;
  /** `lent`: a queue has it in memory, to deliver it. `done`: delivered or dropped. */
  state: 'waits' | 'lent' | 'done';
}

/** File of the spool in the care of this thread: one that it writes, has written or has claimed. */
export class SpoolFile {
  readonly lane: string;
  /** Time of its first record, in milliseconds since 1970. */
  readonly createdMs: number;
  readonly unique: string;
  path = '';
  /** Path that it is being moved to: the end of the process may come before that is known to be done. */
  nextPath: string | undefined;
  /** Undefined before it is opened, and after it is closed. */
  fd: number | undefined;
  /** Bytes that are known to be written. */
  bytes = 0;
  /** True if bytes in it are not as they were written, and the number of items that are lost with them. */
  isDamaged = false;
  lostItems = 0;
  /** True if only the file's name tells that number. */
  isLossGuessed = false;
  readonly #records: SpoolRecord[] = [];
  #undone = 0;
  /** Index before which no record waits. */
  #next = 0;

  constructor({ lane, createdMs, unique }: { lane: string; createdMs: number; unique: string }) {
    this.lane = lane;
    this.createdMs = createdMs;
    this.unique = unique;
  }

  /** True if all its batches are delivered or dropped. */
  get isDone(): boolean {
    return this.#undone === 0;
  }

  /** Number of its records. */
  get count(): number {
    return this.#records.length;
  }

  /** Notes a record that is in the file. */
  add({ at, bytes, items, endedMs, isDone }: Omit<FoundRecord, 'signal' | 'lane'>): SpoolRecord {
    const state = isDone ? 'done' : 'waits';
    const index = this.#records.length;
    const record: SpoolRecord = { file: this, index, at, bytes, items, endedMs, state };
    this.#records.push(record);
    if (!isDone) this.#undone++;
    return record;
  }

  /** Oldest record that waits. */
  nextWaiting(): SpoolRecord | undefined {
    while (this.#records[this.#next] !== undefined && this.#records[this.#next]!.state !== 'waits')
      this.#next++;
    return this.#records[this.#next];
  }

  giveBack(record: SpoolRecord): void {
    record.state = 'waits';
    this.#next = Math.min(this.#next, record.index);
  }

  /** Notes that a batch is delivered or dropped; false if that is known already. */
  settle(record: SpoolRecord): boolean {
    if (record.state === 'done') return false;
    record.state = 'done';
    this.#undone--;
    return true;
  }

  /** Number of items in its records of a state. */
  itemsThat(state: SpoolRecord['state']): number {
    return this.#records.reduce((sum, record) => sum + (record.state === state ? record.items : 0), 0);
  }
}

/** Number of items in records that are not done. */
export function undoneItems(records: readonly FoundRecord[]): number {
  return records.reduce((sum, { isDone, items }) => sum + (isDone ? 0 : items), 0);
}
