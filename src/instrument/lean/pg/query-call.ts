import { type Attributes, type Context, type Span, SpanKind } from '@opentelemetry/api';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { addShared } from '../../../tracing/shared-attributes';
import { Connection } from './connection';
import { failSpan } from './fail-span';
import { durationAttributes, type Instruments } from './instruments';
import { operationOf, type QueryText } from './query-text';
import type { Client } from './types';

/** A query that is about to be sent. */
export interface QueryStart {
  readonly client: Client;
  readonly query: QueryText | undefined;
  readonly caller: Context;
  /** Is the trace sampled? Durations are recorded anyway. */
  readonly isSampled: boolean;
}

/** One query, from the call to its answer. */
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
    this.#operation = query?.text ? operationOf(query.text) : undefined;
    if (start.isSampled) this.#span = startSpan(instruments, start);
  }

  /** The answer is there. */
  end(): void {
    this.#recordDuration(undefined);
    this.#span?.end();
  }

  /** An error is there. The duration says which where `isTyped`. */
  fail(error: unknown, isTyped: boolean): void {
    const { code } = Object(error) as { code?: string };
    this.#recordDuration(isTyped && Object.hasOwn(Object(error), 'code') ? code : undefined);
    this.refuse(error);
  }

  /** It was never sent. */
  refuse(error: unknown): void {
    if (this.#span !== undefined) failSpan(this.#span, error);
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

function startSpan({ tracer }: Instruments, { client, query, caller }: QueryStart): Span {
  const connection = Connection.of(client.connectionParameters);
  const attributes: Attributes = {};
  if (query?.text) attributes['db.query.text'] = query.text;
  if (query?.name !== undefined) attributes['db.postgresql.plan'] = query.name;
  const span = tracer.startSpan(connection.nameOf(query), { kind: SpanKind.CLIENT, attributes }, caller);
  addShared(span, connection.attributes);
  return span;
}
