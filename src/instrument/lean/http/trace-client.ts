import type { ClientRequest } from 'node:http';
import { type Context, diag, SpanKind, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../tracing/context-manager';
import { readArguments, withOptions } from './client-arguments';
import { clientAttributes } from './client-attributes';
import { ClientCall, type ClientSide } from './client-call';
import { readTarget } from './client-target';
import { areHeadersWrittenAtOnce, injectHeaders, withInjectedHeaders } from './inject-headers';
import { startSpan } from './start-span';
import type { QueryRedaction } from './url-query';

export interface TracedClients extends ClientSide {
  readonly scheme: 'http' | 'https';
  readonly redact: QueryRedaction;
  readonly isParentRequired: boolean;
}

export type Request = (this: unknown, ...args: unknown[]) => ClientRequest;

/** Calls `http.request` or `https.request`, makes a span of the call and sends its context along. */
export function tracingRequest(side: TracedClients, original: Request): Request {
  return function (...args) {
    const begun = begin(side, args);
    if (begun === undefined) return original.apply(this, args);
    const { call, context } = begun;
    let request: ClientRequest;
    try {
      request = runInContext(context, original, this, ...begun.args);
    } catch (error) {
      call.fail(error);
      throw error;
    }
    follow(call, context, request);
    return request;
  };
}

interface Begun {
  readonly call: ClientCall;
  /** The span's own. */
  readonly context: Context;
  readonly args: readonly unknown[];
}

function begin(side: TracedClients, given: readonly unknown[]): Begun | undefined {
  try {
    const read = readArguments(given);
    if (read === undefined) return undefined;
    const target = readTarget(read, side.scheme);
    const caller = activeContext();
    const span = startSpan(side.instruments.tracer, target.method.toUpperCase(), {
      options: { kind: SpanKind.CLIENT, attributes: clientAttributes(target, side.redact) },
      parent: caller,
      isParentRequired: side.isParentRequired,
    });
    const call = new ClientCall(side, target, span, caller);
    const context = trace.setSpan(caller, span);
    if (!areHeadersWrittenAtOnce(read.options)) return { call, context, args: read.args };
    return { call, context, args: withOptions(read, withInjectedHeaders(context, read.options)) };
  } catch (error) {
    diag.error('http: a request could not be traced', error);
    return undefined;
  }
}

function follow(call: ClientCall, context: Context, request: ClientRequest): void {
  try {
    injectHeaders(context, request);
    call.follow(request);
  } catch (error) {
    diag.error('http: a request could not be followed', error);
  }
}
