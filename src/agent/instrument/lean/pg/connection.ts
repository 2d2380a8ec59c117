import { SpanKind } from '@opentelemetry/api';
import { isFull } from '../../../memory/share';
import type { Statement } from '../../../redaction/sql/read-statement';
import { type SharingOptions, sharingOptions } from '../../../tracing/shared-attributes';
import { connectionAttributes, type Endpoint, poolAttributes } from './connection-attributes';
import type { PoolOptions } from './types';

/** Options and name for the spans of a statement on a connection. */
export interface StatementSpans {
  /** Without the text if statements are shown as sent. */
  readonly options: SharingOptions;
  /** `pg.query:SELECT shop` */
  readonly name: string;
}

/** Values that the spans of a connection's queries share. */
export class Connection {
  static readonly #ofSettings = new WeakMap<Endpoint, Connection>();
  static #known = new Map<string, Connection>();
  /** Options for a query without a text. */
  readonly options: SharingOptions;
  readonly #endpoint: Endpoint;
  readonly #statements = new Map<Statement, StatementSpans>();
  readonly #names = new Map<string, string>();

  private constructor({ database, host, port }: Endpoint) {
    this.#endpoint = { database, host, port };
    this.options = sharingOptions(connectionAttributes(this.#endpoint), SpanKind.CLIENT);
  }

  /** Returns the connection for a client's settings, kept until they change; the clients of a pool share it. */
  static of(endpoint: Endpoint): Connection {
    const known = Connection.#ofSettings.get(endpoint);
    if (known !== undefined && known.#isTo(endpoint)) return known;
    const { database, host, port } = endpoint;
    const key = JSON.stringify([database, host, port]);
    const connection = Connection.#known.get(key) ?? new Connection(endpoint);
    if (isFull(Connection.#known.size, MAX_CONNECTIONS)) Connection.#known.clear();
    Connection.#known.set(key, connection);
    Connection.#ofSettings.set(endpoint, connection);
    return connection;
  }

  spansOf(statement: Statement, isRaw: boolean): StatementSpans {
    return this.#statements.get(statement) ?? this.#keepStatement(statement, isRaw);
  }

  /** Returns `pg.query:SELECT shop` for an operation, `pg.query:find-user shop` for a prepared statement's name. */
  nameOf(operation: string): string {
    return this.#names.get(operation) ?? this.#keepName(operation);
  }

  #isTo({ database, host, port }: Endpoint): boolean {
    const { database: ownDatabase, host: ownHost, port: ownPort } = this.#endpoint;
    return ownDatabase === database && ownHost === host && ownPort === port;
  }

  #keepStatement(statement: Statement, isRaw: boolean): StatementSpans {
    const { text, operation, summary } = statement;
    const attributes = {
      ...connectionAttributes(this.#endpoint),
      ...(!isRaw && text !== '' && { 'db.query.text': text }),
      'db.query.summary': summary,
    };
    const spans = { options: sharingOptions(attributes, SpanKind.CLIENT), name: this.nameOf(operation) };
    if (isFull(this.#statements.size, MAX_STATEMENTS)) this.#statements.clear();
    this.#statements.set(statement, spans);
    return spans;
  }

  #keepName(name: string): string {
    const { database } = this.#endpoint;
    const spanName = database ? `pg.query:${name} ${database}` : `pg.query:${name}`;
    if (isFull(this.#names.size, MAX_STATEMENTS)) this.#names.clear();
    this.#names.set(name, spanName);
    return spanName;
  }
}

/** Exceeds the statements and connections of an app; more come only from generated ones. */
const MAX_STATEMENTS = 500;
const MAX_CONNECTIONS = 100;

const pools = new WeakMap<PoolOptions, SharingOptions>();

/** Returns the options for the span of a pool's `connect`, cached by the pool's options. */
export function poolSpanOptions(options: PoolOptions): SharingOptions {
  let known = pools.get(options);
  if (known === undefined) {
    known = sharingOptions(poolAttributes(options), SpanKind.CLIENT);
    pools.set(options, known);
  }
  return known;
}
