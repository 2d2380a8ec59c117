import { SpanKind } from '@opentelemetry/api';
import { SharedAttributes, type SharingOptions, sharingOptions } from '../../../tracing/shared-attributes';
import { connectionAttributes, type Endpoint, poolAttributes } from './connection-attributes';
import { operationOf, type QueryText } from './query-text';
import type { PoolOptions } from './types';

/** What the spans of one connection's queries have in common. */
export class Connection {
  static readonly #known = new WeakMap<Endpoint, Connection>();
  readonly attributes: SharedAttributes;
  readonly #database: string | undefined;
  readonly #host: string | undefined;
  readonly #port: number | undefined;
  readonly #names = new Map<string, string>();

  private constructor(endpoint: Endpoint) {
    this.attributes = new SharedAttributes(connectionAttributes(endpoint));
    this.#database = endpoint.database;
    this.#host = endpoint.host;
    this.#port = endpoint.port;
  }

  /** The same for the same settings of a client, unless they have been changed. */
  static of(endpoint: Endpoint): Connection {
    const known = Connection.#known.get(endpoint);
    if (known !== undefined && known.#isTo(endpoint)) return known;
    const made = new Connection(endpoint);
    Connection.#known.set(endpoint, made);
    return made;
  }

  /** `pg.query:SELECT shop`; by name, if the statement is a prepared one. */
  nameOf(query: QueryText | undefined): string {
    if (query === undefined) return 'pg.query';
    const name = query.name || operationOf(query.text);
    return this.#names.get(name) ?? this.#keepName(name);
  }

  #isTo({ database, host, port }: Endpoint): boolean {
    return this.#database === database && this.#host === host && this.#port === port;
  }

  #keepName(name: string): string {
    const spanName = this.#database ? `pg.query:${name} ${this.#database}` : `pg.query:${name}`;
    if (this.#names.size >= MAX_NAMES) this.#names.clear();
    this.#names.set(name, spanName);
    return spanName;
  }
}

/** More than an app prepares statements; beyond it somebody makes up their names. */
const MAX_NAMES = 500;

const pools = new WeakMap<PoolOptions, SharingOptions>();

/** What the span of a pool's `connect` begins with; the same for the same pool. */
export function poolSpanOptions(options: PoolOptions): SharingOptions {
  let known = pools.get(options);
  if (known === undefined) {
    known = sharingOptions(poolAttributes(options), SpanKind.CLIENT);
    pools.set(options, known);
  }
  return known;
}
