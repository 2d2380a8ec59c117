import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import type { Dialect } from '../../../../redaction/sql/dialects';
import { statementOf } from '../../../../redaction/sql/known-statements';
import { OTHER_VERB, type Statement } from '../../../../redaction/sql/read-statement';
import { activeContext } from '../../../../tracing/context-manager';
import { describeError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';
import type { SqlServer } from './sql-server';

/** Rules by which the statements of a library become spans. */
export interface TracedStatements {
  readonly instruments: { readonly tracer: Tracer };
  readonly dialect: Dialect;
  /** True if statements are shown as sent: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
  /** Code of the database for an error: `db.response.status_code`. */
  readonly codeOf: (error: unknown) => unknown;
  /** Part of a message that repeats the statement with its values. */
  readonly repeats?: RegExp;
}

/** Code that gives a statement. */
export interface Caller {
  readonly context: Context;
  /** Time of the call, in milliseconds, if the statement waits before its span can begin. */
  readonly startTime?: number;
}

/** Statement on its way: its span, and the context of the code that gave it. */
export class SqlCall {
  readonly caller: Context;
  readonly #tracing: TracedStatements;
  readonly #text: string;
  readonly #span: Span;
  #hasEnded = false;

  private constructor(tracing: TracedStatements, text: string, span: Span, caller: Context) {
    this.#tracing = tracing;
    this.#text = text;
    this.#span = span;
    this.caller = caller;
  }

  /** Starts a statement's span; undefined in a trace that is not sampled. */
  static begin(
    tracing: TracedStatements,
    server: SqlServer,
    text: string,
    { context, startTime }: Caller = { context: activeContext() },
  ): SqlCall | undefined {
    const above = trace.getSpan(context);
    if (above !== undefined && isLeftOut(above)) return undefined;
    const statement = statementOf(text, tracing.dialect);
    const shared = server.optionsFor(statement);
    const options = startTime === undefined ? shared : { ...shared, startTime };
    const span = tracing.instruments.tracer.startSpan(nameOf(statement), options, context);
    if (tracing.isRaw) span.setAttribute('db.query.text', text);
    return new SqlCall(tracing, text, span, context);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    const { dialect, isRaw, codeOf, repeats = NOTHING } = this.#tracing;
    const statement = { text: this.#text, dialect };
    const redact = (said: string) => redactMessage(said.replace(repeats, ''), statement);
    describeError(this.#span, error, isRaw ? said => said : redact);
    const code = codeOf(error);
    if (code !== undefined && code !== '') this.#span.setAttribute('db.response.status_code', String(code));
    const { name } = Object(error) as { name?: unknown };
    this.#span.setAttribute('error.type', String(code || name || '_OTHER'));
    this.end();
  }
}

const NOTHING = /^$/;

/** Database semantic conventions: the summary, `SELECT orders`. */
function nameOf({ summary, operation }: Statement): string {
  return summary ?? (operation === OTHER_VERB ? 'query' : operation);
}
