import { type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import { TRANSACT_SQL } from '../../redaction/sql/dialects';
import { statementOf } from '../../redaction/sql/known-statements';
import { OTHER_VERB } from '../../redaction/sql/read-statement';
import scope from '../lean/scopes/mssql.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { describeError } from './engine/describe-error';
import type { TracedChannel } from './engine/traced-channel';
import { Pools } from './mssql/pools';

interface MssqlOptions {
  /** OTEL_AGENT_DB_STATEMENT. */
  readonly rawStatements?: boolean;
}

/** Message about a request (mssql 12.4 and later): its pool, and the text, procedure or table. */
interface RequestMessage {
  readonly poolId?: number;
  /** Of `query` and `batch`; a tagged template's has parameters in place of its values. */
  readonly command?: unknown;
  /** Of a prepared statement. */
  readonly statement?: unknown;
  readonly procedure?: unknown;
  readonly table?: unknown;
}

/**
 * Makes spans of mssql's requests by its own channels, in the place of those of tedious below it. A statement that has
 * been prepared is two requests.
 */
export class MssqlInstrumentation extends ChannelInstrumentation<MssqlOptions> {
  readonly #pools = new Pools();

  constructor(options: MssqlOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const isRaw = this.options.rawStatements === true;
    const traced = (name: string, start: TracedChannel<RequestMessage>['start']) => ({
      name,
      start,
      fail: isRaw ? failRaw : fail,
      callsBack: true as const,
    });
    const statement = (message: RequestMessage, caller: Context, tracer: Tracer) =>
      this.#startStatement(message, isRaw, caller, tracer);
    const named = (message: RequestMessage, caller: Context, tracer: Tracer) =>
      this.#startNamed(message, caller, tracer);
    return [
      // No span: later messages name the pool alone.
      traced('mssql:connect', message => this.#pools.add(message)),
      traced('mssql:query', statement),
      traced('mssql:batch', statement),
      traced('mssql:prepared-statement:prepare', statement),
      traced('mssql:prepared-statement:execute', statement),
      traced('mssql:execute', named),
      traced('mssql:bulk', named),
    ];
  }

  #startStatement(message: RequestMessage, isRaw: boolean, caller: Context, tracer: Tracer): Span {
    const text = textOf(message);
    const statement = statementOf(text, TRANSACT_SQL);
    const { summary, operation } = statement;
    const options = this.#pools.serverOf(message.poolId).optionsFor(statement);
    const name = summary ?? (operation === OTHER_VERB ? 'query' : operation);
    const span = tracer.startSpan(name, options, caller);
    return isRaw ? span.setAttribute('db.query.text', text) : span;
  }

  /** Database semantic conventions: an operation and its target, `EXECUTE orders_of`. */
  #startNamed({ poolId, procedure, table }: RequestMessage, caller: Context, tracer: Tracer): Span {
    const isProcedure = procedure !== undefined;
    const operation = isProcedure ? 'EXECUTE' : 'INSERT BULK';
    const target = String(isProcedure ? procedure : table);
    const attributes = {
      ...this.#pools.serverOf(poolId).attributes,
      'db.operation.name': operation,
      [isProcedure ? 'db.stored_procedure.name' : 'db.collection.name']: target,
    };
    return tracer.startSpan(`${operation} ${target}`, { kind: SpanKind.CLIENT, attributes }, caller);
  }
}

function textOf({ command, statement }: RequestMessage): string {
  return String(command ?? statement ?? '');
}

function fail(span: Span, error: unknown, message: RequestMessage): void {
  const statement = { text: textOf(message), dialect: TRANSACT_SQL };
  failRaw(span, error, message, said => redactMessage(said, statement));
}

function failRaw(
  span: Span,
  error: unknown,
  _message: RequestMessage,
  redact = (said: string) => said,
): void {
  const { number, code, name } = Object(error) as Partial<Record<'number' | 'code' | 'name', unknown>>;
  describeError(span, error, redact);
  span.setAttribute('error.type', String(number ?? code ?? name ?? '_OTHER'));
  // The server's own number; the driver's errors have none.
  if (number !== undefined) span.setAttribute('db.response.status_code', String(number));
}
