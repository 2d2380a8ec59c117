import type { Attributes } from '@opentelemetry/api';
import type { PoolOptions } from './types';

/** Where a connection leads. */
export interface Endpoint {
  readonly database?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** What a span says of its connection; a new object each time. */
export function connectionAttributes({ database, host, port }: Endpoint): Attributes {
  return {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'server.address': host,
    'server.port': Number.isInteger(port) ? port : undefined,
  };
}

const known = new WeakMap<PoolOptions, Attributes>();

/** What a span says of a pool; the same object each time. */
export function poolAttributes(options: PoolOptions): Attributes {
  let attributes = known.get(options);
  if (attributes === undefined) {
    attributes = attributesOf(options);
    known.set(options, attributes);
  }
  return attributes;
}

function attributesOf(options: PoolOptions): Attributes {
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
    return undefined; // pg takes others too: a socket's path, a database alone.
  }
}
