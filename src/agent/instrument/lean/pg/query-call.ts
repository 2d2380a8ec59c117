import type { Context, Span } from '@opentelemetry/api';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { Connection } from './connection';
import { failSpan } from './fail-span';
import { durationAttributes, type Instruments } from './instruments';
import { type QueryText, shownName, shownPlan } from './query-text';
import type { Client } from './types';

/** Query that is about to be sent. */
export interface QueryStart {
  readonly client: Client;
  readonly query: QueryText | undefined;
  readonly caller: Context;
  /** True if statements are shown as sent. */
  readonly isRaw: boolean;
  /** True if the trace is sampled; durations are recorded anyway. */
  readonly isSampled: boolean;
}

/** Query, from the call to its answer. */
export class QueryCall {
  readonly #start: QueryStart;
  readonly #startMs = monotonicNow();
  readonly #instruments: Instruments;
  readonly #operation: string | undefined;
  readonly #span: Span | undefined;

  constructor(instruments: Instruments, start: QueryStart) {
    const { query } = start;
    this.#start = start;
    this.#instruments = instruments;
    this.#operation = query?.text ? query.statement.operation : undefined;
    if (start.isSampled) this.#span = startSpan(instruments, start);
  }

  /** Ends the call with an answer. */
  end(): void {
    this.#recordDuration(undefined);
    this.#span?.end();
  }

  /** Ends the call with an error; if `isTyped`, the duration has its code. */
  fail(error: unknown, isTyped: boolean): void {
    const { code } = Object(error) as { code?: string };
    this.#recordDuration(isTyped && Object.hasOwn(Object(error), 'code') ? code : undefined);
    this.refuse(error);
  }

  /** Ends the span and records no duration: a cursor's is mostly the app's own time between its reads. */
  close(): void {
    this.#span?.end();
  }

  /** Ends the span with an error and records no duration: for a query that was never sent. */
  refuse(error: unknown): void {
    const { query, isRaw } = this.#start;
    if (this.#span !== undefined) failSpan(this.#span, { error, text: query?.text, isRaw });
  }

  #recordDuration(errorType: string | undefined): void {
    const { client, caller } = this.#start;
    const { host, port } = client.connectionParameters;
    this.#instruments.operationDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      durationAttributes(client.database, errorType, port, host, this.#operation, 'postgresql'),
      caller,
    );
  }
}

function startSpan({ tracer }: Instruments, { client, query, caller, isRaw }: QueryStart): Span {
  const connection = Connection.of(client.connectionParameters);
  if (query === undefined) return tracer.startSpan('pg.query', connection.options, caller);
  const { name, options } = connection.spansOf(query.statement, isRaw);
  if (query.name === undefined && !isRaw) return tracer.startSpan(name, options, caller);
  const span = tracer.startSpan(connection.nameOf(shownName(query)), options, caller);
  if (isRaw && query.text) span.setAttribute('db.query.text', query.text);
  if (query.name !== undefined) span.setAttribute('db.postgresql.plan', shownPlan(query));
  return span;
}
