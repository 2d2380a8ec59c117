import type { PoolOptions } from './types';

/** Server and database of a connection. */
export interface Endpoint {
  readonly database?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

type Values = Readonly<Record<string, string | number | undefined>>;

/** Returns the attributes of a connection. */
export function connectionAttributes({ database, host, port }: Endpoint): Values {
  return {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'server.address': host,
    'server.port': Number.isInteger(port) ? port : undefined,
  };
}

/** Returns the attributes of a pool. */
export function poolAttributes(options: PoolOptions): Values {
  return {
    'db.postgresql.idle.timeout.millis': options.idleTimeoutMillis,
    'db.postgresql.max.client': options.maxClient,
    ...connectionAttributes(endpointOf(options)),
  };
}

function endpointOf(options: PoolOptions): Endpoint {
  const url = options.connectionString ? parsed(options.connectionString) : undefined;
  return {
    database: url?.pathname.slice(1) ?? options.database,
    host: url?.hostname ?? options.host,
    port: Number(url?.port) || options.port,
  };
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined; // pg also takes strings that are no URL: a socket's path, a database alone.
  }
}
