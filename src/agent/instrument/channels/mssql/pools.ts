import { isFull } from '../../../memory/share';
import { SqlServer } from '../../lean/databases/sql/sql-server';

/** Message about a pool that connects; later ones have its id alone. */
export interface PoolMessage {
  readonly poolId?: number;
  readonly server?: string;
  readonly port?: number;
  readonly database?: string;
}

/** Exceeds the pools of an app; those of tests come and go. */
const MAX_POOLS = 200;

/** Servers of the pools of connections that a process has opened. */
export class Pools {
  readonly #servers = new Map<number | undefined, SqlServer>();

  /** @returns undefined, as a channel's message without a span. */
  add({ poolId, server, port, database }: PoolMessage): undefined {
    if (isFull(this.#servers.size, MAX_POOLS)) this.#servers.clear();
    this.#servers.set(poolId, new SqlServer({ ...SYSTEM, namespace: database, address: server, port }));
  }

  serverOf(poolId: number | undefined): SqlServer {
    return this.#servers.get(poolId) ?? UNKNOWN;
  }
}

const SYSTEM = { system: 'microsoft.sql_server' };
const UNKNOWN = new SqlServer(SYSTEM);
