import { SpanKind } from '@opentelemetry/api';
import { patchFunction } from '../patch-function';
import { connectionAttributes } from './connection-attributes';
import type { Instruments } from './instruments';
import { tracingConnect } from './trace-connect';
import { tracingQuery } from './trace-query';
import type { Client, PgOptions } from './types';

/** Traces a class of clients; returns a function that undoes it. */
export function patchClient(prototype: Client, instruments: Instruments, options: PgOptions): () => void {
  const isParentRequired = options.requireParentSpan === true;
  const isRaw = options.rawStatements === true;
  const query = tracingQuery({ instruments, isParentRequired, isRaw }, prototype.query);
  const unpatchQuery = patchFunction(prototype, 'query', query);
  if (options.ignoreConnectSpans === true) return unpatchQuery;
  const tracing = {
    instruments,
    isParentRequired,
    isRaw,
    name: 'pg.connect',
    spanOptions: (client: Client) => ({ kind: SpanKind.CLIENT, attributes: connectionAttributes(client) }),
    isParent: () => true,
  };
  const unpatchConnect = patchFunction(prototype, 'connect', tracingConnect(tracing, prototype.connect));
  return () => {
    unpatchQuery();
    unpatchConnect();
  };
}
