import { type Context, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { whenThrown } from '../../../lifecycle/thrown';
import { activeContext, enterContext, leaveContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import { callBack } from './call-back';
import { failSpan } from './fail-span';
import type { Instruments } from './instruments';
import type { Callback, Method } from './types';

/** Tracing of `connect`, of clients or of pools. */
export interface TracedConnects<This> {
  readonly instruments: Instruments;
  readonly name: string;
  readonly isParentRequired: boolean;
  /** True if errors are shown unchanged: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
  readonly spanOptions: (one: This) => SpanOptions;
  /** True if work that it starts may have spans: these go below its own. */
  readonly isParent: (one: This) => boolean;
}

/** Wraps the `connect` of a client or a pool: each call has a span. */
export function tracingConnect<This>(tracing: TracedConnects<This>, original: Method<This>): Method<This> {
  return function (...args) {
    const begun = begin(tracing, this, args);
    if (begun === undefined) return original.apply(this, args);
    const { span, caller } = begun;
    if (span === undefined) return original.apply(this, args);
    let hasThrown = true;
    const before = enterContext(tracing.isParent(this) ? trace.setSpan(caller, span) : caller);
    try {
      const result = original.apply(this, args);
      hasThrown = false;
      return result instanceof Promise ? following(tracing, span, result) : result;
    } finally {
      leaveContext(before);
      if (hasThrown) whenThrown(uncaught => failSpan(span, { error: uncaught?.error, isRaw: tracing.isRaw }));
    }
  };
}

interface Begun {
  readonly caller: Context;
  /** Undefined in a trace that is not sampled. */
  readonly span: Span | undefined;
}

/** Starts the span and replaces the callback, the first argument; undefined if the call is not traced. */
function begin<This>(tracing: TracedConnects<This>, one: This, args: unknown[]): Begun | undefined {
  try {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (above === undefined && tracing.isParentRequired) return undefined;
    const isSampled = above === undefined || !isLeftOut(above);
    const span = isSampled ? startSpan(tracing, one, caller) : undefined;
    if (typeof args[0] === 'function') args[0] = ending(tracing, { span, caller }, args[0] as Callback);
    return { caller, span };
  } catch (error) {
    ownDiag.error('pg: a connection could not be traced', error);
    return undefined;
  }
}

function startSpan<This>(
  { instruments, name, spanOptions }: TracedConnects<This>,
  one: This,
  caller: Context,
): Span {
  return instruments.tracer.startSpan(name, spanOptions(one), caller);
}

function ending<This>(
  { isRaw }: TracedConnects<This>,
  { span, caller }: Begun,
  callback: Callback,
): Callback {
  return function (error, ...others) {
    if (error && span !== undefined) failSpan(span, { error, isRaw });
    else span?.end();
    return callBack(caller, callback, this, [error, ...others]);
  };
}

function following<This>(
  { isRaw }: TracedConnects<This>,
  span: Span,
  result: Promise<unknown>,
): Promise<unknown> {
  return result.then(
    value => {
      span.end();
      return value;
    },
    error => {
      failSpan(span, { error, isRaw });
      throw error;
    },
  );
}
