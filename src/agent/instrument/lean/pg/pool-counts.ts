import type { Attributes } from '@opentelemetry/api';
import { AttributeSet } from '../../../metrics/lean/attribute-set';
import type { Emit } from '../emitters/patch-emit';
import type { Instruments } from './instruments';
import type { Pool } from './types';

const POOL_NAME = 'db.client.connection.pool.name';
const STATE = 'db.client.connection.state';
const EVENTS = new Set<string | symbol>(['connect', 'acquire', 'release', 'remove']);

/** Counts a pool's connections, its maximum, and the requests that wait for a connection, as changes of counters. */
export class PoolCounts {
  static readonly #known = new WeakMap<Pool, PoolCounts>();
  readonly #instruments: Instruments;
  readonly #max: number;
  readonly #pool: Attributes;
  readonly #used: Attributes;
  readonly #idle: Attributes;
  #usedCount = 0;
  #idleCount = 0;
  #pendingCount = 0;
  #isOpen = false;
  #isCounted = false;

  private constructor(instruments: Instruments, { options }: Pool) {
    const name = `${options.host || 'unknown_host'}:${options.port || 'unknown_port'}/${options.database || 'unknown_database'}`;
    this.#instruments = instruments;
    this.#max = options.max;
    const pool = { [POOL_NAME]: name.trim() };
    this.#pool = AttributeSet.of(pool);
    this.#used = AttributeSet.of({ [STATE]: 'used', ...pool });
    this.#idle = AttributeSet.of({ [STATE]: 'idle', ...pool });
  }

  /** Counts a pool from its first use on. */
  static watch(instruments: Instruments, pool: Pool): void {
    let counts = PoolCounts.#known.get(pool);
    if (counts === undefined) {
      counts = new PoolCounts(instruments, pool);
      PoolCounts.#known.set(pool, counts);
    }
    counts.#setOpen(true);
  }

  /** Takes back the maximum of a closed pool; its last connections are still to go. */
  static close(pool: Pool): void {
    const counts = PoolCounts.#known.get(pool);
    if (counts !== undefined) counts.#setOpen(false);
  }

  /** Wraps the `emit` of pools: counts a pool anew when it emits a change. */
  static countingEmit(original: () => Emit<Pool>): Emit<Pool> {
    return function (event, ...args) {
      const counts = EVENTS.has(event) ? PoolCounts.#known.get(this) : undefined;
      if (counts !== undefined) counts.#count(this);
      return original().call(this, event, ...args);
    };
  }

  #setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#instruments.connectionMax.add(isOpen ? this.#max : -this.#max, this.#pool);
  }

  #count({ totalCount, idleCount, waitingCount }: Pool): void {
    const { connectionCount, pendingRequests } = this.#instruments;
    const used = totalCount - idleCount;
    const isFirst = !this.#isCounted; // A count of zero is worth a point as well.
    if (isFirst || used !== this.#usedCount) connectionCount.add(used - this.#usedCount, this.#used);
    if (isFirst || idleCount !== this.#idleCount)
      connectionCount.add(idleCount - this.#idleCount, this.#idle);
    if (isFirst || waitingCount !== this.#pendingCount)
      pendingRequests.add(waitingCount - this.#pendingCount, this.#pool);
    this.#isCounted = true;
    this.#usedCount = used;
    this.#idleCount = idleCount;
    this.#pendingCount = waitingCount;
  }
}
