import { SpanKind } from '@opentelemetry/api';
import { patchFunction } from '../patch-function';
import { connectionAttributes } from './connection-attributes';
import type { Instruments } from './instruments';
import type { PgOptions } from './options';
import { tracingConnect } from './trace-connect';
import { tracingQuery } from './trace-query';
import type { Client } from './types';

/** Traces a class of clients; returns what undoes it. */
export function patchClient(prototype: Client, instruments: Instruments, options: PgOptions): () => void {
  const isParentRequired = options.requireParentSpan === true;
  const query = tracingQuery({ instruments, isParentRequired }, prototype.query);
  const unpatchQuery = patchFunction(prototype, 'query', query);
  if (options.ignoreConnectSpans === true) return unpatchQuery;
  const side = {
    instruments,
    isParentRequired,
    name: 'pg.connect',
    spanOptions: (client: Client) => ({ kind: SpanKind.CLIENT, attributes: connectionAttributes(client) }),
    isParent: () => true,
  };
  const unpatchConnect = patchFunction(prototype, 'connect', tracingConnect(side, prototype.connect));
  return () => {
    unpatchQuery();
    unpatchConnect();
  };
}
