import { type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { MYSQL } from '../../../../redaction/sql/dialects';
import { statementOf } from '../../../../redaction/sql/known-statements';
import { activeContext } from '../../../../tracing/context-manager';
import { isLeftOut } from '../../is-left-out';
import { SqlServer } from '../sql/sql-server';
import type { Config } from './types';

interface Known {
  readonly of: Pick<Config, 'host' | 'port' | 'database'>;
  readonly server: SqlServer;
}

const servers = new WeakMap<Config, Known>();
const UNKNOWN: Config = {};

/** Query, from the call to its answer. */
export class QueryCall {
  readonly #span: Span;
  readonly #text: string;
  #hasEnded = false;

  private constructor(span: Span, text: string) {
    this.#span = span;
    this.#text = text;
  }

  /** Starts a query's span; undefined without a text, which mysql2 refuses, and in a trace that is not sampled. */
  static begin(
    { tracer }: { readonly tracer: Tracer },
    config: Config | undefined,
    text: string | undefined,
  ): QueryCall | undefined {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (text === undefined || (above !== undefined && isLeftOut(above))) return undefined;
    const statement = statementOf(text, MYSQL);
    const options = serverOf(config ?? UNKNOWN).optionsFor(statement);
    return new QueryCall(tracer.startSpan(statement.verb, options, caller), text);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }

  /** Ends the span with an error; as upstream's, it has no event. */
  fail(error: unknown): void {
    if (this.#hasEnded) return;
    const { message } = Object(error) as { message?: unknown };
    const said =
      typeof message === 'string' ? redactMessage(message, { text: this.#text, dialect: MYSQL }) : undefined;
    this.#span.setStatus({ code: SpanStatusCode.ERROR, ...(said !== undefined && { message: said }) });
    this.end();
  }
}

/** Returns the server of a connection's settings, kept until they change, as `changeUser` does. */
function serverOf(config: Config): SqlServer {
  const { host, port, database } = config.connectionConfig ?? config;
  const known = servers.get(config);
  if (known !== undefined && isSame(known.of, config.connectionConfig ?? config)) return known.server;
  const number = Number.parseInt(String(port), 10);
  const server = new SqlServer({ system: 'mysql', namespace: database, address: host, port: number });
  servers.set(config, { of: { ...(config.connectionConfig ?? config) }, server });
  return server;
}

function isSame(some: Config, other: Config): boolean {
  return some.host === other.host && some.port === other.port && some.database === other.database;
}
