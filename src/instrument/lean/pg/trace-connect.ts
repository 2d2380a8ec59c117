import { type Context, diag, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import { callBack } from './call-back';
import { failSpan } from './fail-span';
import type { Instruments } from './instruments';
import type { Callback, Method } from './types';

/** One `connect`: of clients, or of pools. */
export interface TracedConnects<This> {
  readonly instruments: Instruments;
  readonly name: string;
  readonly isParentRequired: boolean;
  readonly spanOptions: (one: This) => SpanOptions;
  /** May what it starts have spans of its own? Then they shall be below this one. */
  readonly isParent: (one: This) => boolean;
}

/** The `connect` of a client or a pool, with a span for each. */
export function tracingConnect<This>(side: TracedConnects<This>, original: Method<This>): Method<This> {
  return function (...args) {
    const begun = begin(side, this, args);
    if (begun === undefined) return original.apply(this, args);
    const { span, caller } = begun;
    try {
      const result =
        span !== undefined && side.isParent(this)
          ? runInContext(trace.setSpan(caller, span), original, this, ...args)
          : original.apply(this, args);
      return span !== undefined && result instanceof Promise ? following(span, result) : result;
    } catch (error) {
      if (span !== undefined) failSpan(span, error);
      throw error;
    }
  };
}

interface Begun {
  readonly caller: Context;
  /** None in a trace that is not sampled. */
  readonly span: Span | undefined;
}

/** Undefined when it is not traced; otherwise the callback, which comes first, is replaced. */
function begin<This>(side: TracedConnects<This>, one: This, args: unknown[]): Begun | undefined {
  try {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (above === undefined && side.isParentRequired) return undefined;
    const isSampled = above === undefined || !isLeftOut(above);
    const span = isSampled ? startSpan(side, one, caller) : undefined;
    if (typeof args[0] === 'function') args[0] = ending(span, caller, args[0] as Callback);
    return { caller, span };
  } catch (error) {
    diag.error('pg: a connection could not be traced', error);
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

function ending(span: Span | undefined, caller: Context, callback: Callback): Callback {
  return function (error, ...others) {
    if (error && span !== undefined) failSpan(span, error);
    else span?.end();
    return callBack(caller, callback, this, [error, ...others]);
  };
}

function following(span: Span, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    value => {
      span.end();
      return value;
    },
    error => {
      failSpan(span, error);
      throw error;
    },
  );
}
