import type { UpDownCounter } from '@opentelemetry/api';
import { attributeSets } from '../../attribute-sets';
import { patchFunction } from '../../patch-function';
import type { Callback, Method } from './types';

interface SessionPool {
  readonly sessions: { readonly length: number };
  acquire: Method<SessionPool>;
  release: Method<SessionPool>;
}

interface ConnectOptions {
  readonly hostAddress?: { readonly host?: string; readonly port?: number };
  readonly dbName?: string;
}

/** Counts the sessions of the driver as upstream does: as connections of the pool that was connected last. */
export class SessionCounts {
  readonly #instruments: { readonly connectionCount: UpDownCounter };
  #pool: string | undefined;

  constructor(instruments: { readonly connectionCount: UpDownCounter }) {
    this.#instruments = instruments;
  }

  /** Learns the name of a pool when it has connected. */
  patchConnect(module: { connect: Method }): (() => void)[] {
    const { connect } = module;
    const noting: Method = (...args) => {
      const options = args[0] as ConnectOptions;
      const callback = args[1] as Callback | undefined;
      if (typeof callback === 'function') {
        args[1] = (error: unknown, ...results: unknown[]) => {
          if (!error && results[0]) this.#notePool(options);
          return callback(error, ...results);
        };
        return connect(...args);
      }
      const result = connect(...args) as Promise<unknown> | undefined;
      result?.then?.(
        () => this.#notePool(options),
        () => undefined,
      );
      return result;
    };
    return [patchFunction(module, 'connect', noting)];
  }

  patchSessions({
    ServerSessionPool: { prototype },
  }: {
    readonly ServerSessionPool: { readonly prototype: SessionPool };
  }): (() => void)[] {
    const { acquire, release } = prototype;
    const counts = this;
    const acquiring: Method<SessionPool> = function (...args) {
      const before = this.sessions.length;
      const session = acquire.apply(this, args);
      const taken = before - this.sessions.length;
      if (taken === 1) counts.#add(-1, 'idle');
      if (taken === 0 || taken === 1) counts.#add(1, 'used');
      return session;
    };
    const releasing: Method<SessionPool> = function (...args) {
      const result = release.apply(this, args);
      counts.#add(-1, 'used');
      counts.#add(1, 'idle');
      return result;
    };
    return [patchFunction(prototype, 'acquire', acquiring), patchFunction(prototype, 'release', releasing)];
  }

  sessionsEnded(): void {
    this.#add(-1, 'idle');
  }

  #notePool({ hostAddress, dbName }: ConnectOptions): void {
    this.#pool = `mongodb://${hostAddress?.host}:${hostAddress?.port}/${dbName}`;
  }

  #add(change: number, state: 'used' | 'idle'): void {
    this.#instruments.connectionCount.add(change, countAttributes(this.#pool, state));
  }
}

const countAttributes = attributeSets(['db.client.connection.pool.name', 'db.client.connection.state']);
