import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import { MYSQL } from '../../redaction/sql/dialects';
import { statementOf } from '../../redaction/sql/known-statements';
import { readStatement, type Statement } from '../../redaction/sql/read-statement';
import scope from '../lean/scopes/mysql2.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import type { TracedChannel } from './engine/traced-channel';

/** Message about a query (mysql2 3.24). */
interface QueryMessage {
  /** Text with its values: on `mysql2:query` they are put in before it is published. */
  readonly query: string;
  readonly values?: unknown;
  readonly database?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** Makes spans of mysql2's queries by its own channels, for copies that cannot be patched. */
export class Mysql2Instrumentation extends ChannelInstrumentation<object> {
  constructor(options: object) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    return [
      { name: 'mysql2:query', start: startQuery(readQuery), fail: failQuery, callsBack: true },
      { name: 'mysql2:execute', start: startQuery(readPrepared), fail: failQuery, callsBack: true },
      // No span: it gives a query that waited for a connection of the pool its own caller's context back.
      { name: 'mysql2:pool:connect', start: () => undefined, fail: () => {}, callsBack: true },
    ];
  }
}

/** A text with values is another one each time, so that it would only push others out of memory. */
function readQuery({ query, values }: QueryMessage): Statement {
  const hasValues = Array.isArray(values) ? values.length > 0 : values !== undefined;
  return hasValues ? readStatement(String(query), MYSQL) : readPrepared({ query });
}

function readPrepared({ query }: QueryMessage): Statement {
  return statementOf(String(query), MYSQL);
}

function startQuery(read: (message: QueryMessage) => Statement) {
  return (message: QueryMessage, caller: Context, tracer: Tracer): Span => {
    const { verb, text, summary } = read(message);
    const { database, serverAddress, serverPort } = message;
    const attributes = {
      'db.system.name': 'mysql',
      ...(database && { 'db.namespace': database }),
      ...(serverAddress !== undefined && { 'server.address': serverAddress }),
      ...(serverPort !== undefined && { 'server.port': serverPort }),
      'db.query.text': text,
      ...(summary !== undefined && { 'db.query.summary': summary }),
    };
    return tracer.startSpan(verb ?? 'query', { kind: SpanKind.CLIENT, attributes }, caller);
  };
}

function failQuery(span: Span, error: unknown, { query }: QueryMessage): void {
  const { message } = Object(error) as { message?: unknown };
  const shown =
    typeof message === 'string' ? redactMessage(message, { text: String(query), dialect: MYSQL }) : undefined;
  span.setStatus({ code: SpanStatusCode.ERROR, ...(shown !== undefined && { message: shown }) });
}
