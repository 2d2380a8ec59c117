import { trace } from '@opentelemetry/api';
import { activeContext } from '../../../tracing/context-manager';
import { patchEmit } from '../emitters/patch-emit';
import { patchFunction } from '../patch-function';
import { poolSpanOptions } from './connection';
import type { Instruments } from './instruments';
import { PoolCounts } from './pool-counts';
import { tracingConnect } from './trace-connect';
import type { Method, PgOptions, Pool } from './types';

/** Traces and counts the connections of pools; returns a function that undoes it. */
export function patchPool(prototype: Pool, instruments: Instruments, options: PgOptions): () => void {
  const { connect, end } = prototype;
  const isParentRequired = options.requireParentSpan === true;
  const tracing = {
    instruments,
    isParentRequired,
    isRaw: options.rawStatements === true,
    name: 'pg-pool.connect',
    spanOptions: ({ options }: Pool) => poolSpanOptions(options),
    // Parent only if no connection is idle: handing out an idle connection does nothing that has spans.
    isParent: ({ idleCount }: Pool) => idleCount === 0,
  };
  const traced = options.ignoreConnectSpans === true ? connect : tracingConnect(tracing, connect);
  const counting: Method<Pool> = function (...args) {
    if (!isParentRequired || trace.getSpan(activeContext()) !== undefined)
      PoolCounts.watch(instruments, this);
    return traced.apply(this, args);
  };
  const ending: Method<Pool> = function (...args) {
    try {
      return end.apply(this, args);
    } finally {
      if (this.ending) PoolCounts.close(this);
    }
  };
  const undo = [
    patchFunction(prototype, 'connect', counting),
    patchFunction(prototype, 'end', ending),
    patchEmit(prototype, PoolCounts.countingEmit),
  ];
  return () => {
    for (const one of undo) one();
  };
}
