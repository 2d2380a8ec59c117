import type { ClientRequest, RequestOptions } from 'node:http';
import { type Context, SpanKind, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { isTelemetryRequest } from '../../outgoing/telemetry-request';
import { startSpan } from '../start-span';
import type { UrlRedaction } from '../url-query';
import { readArguments } from './client-arguments';
import { clientAttributes } from './client-attributes';
import { ClientCall, type ClientSide } from './client-call';
import { readTarget } from './client-target';
import { type GivenHeaders, headerOf, lookAtHeaders, parentOf, withContext } from './given-headers';
import { injectHeaders } from './inject-headers';

export interface TracedClients extends ClientSide {
  readonly scheme: 'http' | 'https';
  readonly redact: UrlRedaction;
  readonly isParentRequired: boolean;
}

export type Request = (this: unknown, ...args: unknown[]) => ClientRequest;

/** Calls `http.request` or `https.request`, makes a span of the call and sends its context along. */
export function tracingRequest(tracing: TracedClients, original: Request): Request {
  return function (...args) {
    const begun = begin(tracing, args);
    let request: ClientRequest | undefined;
    try {
      request = original.apply(this, begun?.args ?? args);
    } finally {
      if (begun !== undefined) finish(begun, request);
    }
    return request;
  };
}

/** Wraps `get` likewise. It does not call the wrapped `request`, to add a single frame to the app's stacks. */
export function tracingGet(tracing: TracedClients, original: Request): Request {
  return function (...args) {
    const begun = begin(tracing, args);
    let request: ClientRequest | undefined;
    try {
      request = original.apply(undefined, begun?.args ?? args);
    } finally {
      if (begun !== undefined) finish(begun, request);
    }
    request.end();
    return request;
  };
}

interface Begun {
  readonly call: ClientCall;
  /** The span's context, active until the request is made. */
  readonly context: Context;
  /** The context that was active before. */
  readonly before: Context | undefined;
  readonly args: unknown[];
  readonly headers: RequestOptions['headers'];
  readonly given: GivenHeaders;
}

function begin(tracing: TracedClients, callArgs: readonly unknown[]): Begun | undefined {
  try {
    const read = readArguments(callArgs);
    if (read === undefined) return undefined;
    const { options, args } = read;
    const target = readTarget(read, tracing.scheme);
    const { headers } = options;
    if (isTelemetryRequest(target.method, target.path, headers, headerOf)) return undefined;
    const given = lookAtHeaders(headers);
    const caller = activeContext();
    const span = startSpan(tracing.instruments.tracer, target.method.toUpperCase(), {
      options: { kind: SpanKind.CLIENT, attributes: clientAttributes(target, tracing.redact) },
      parent: given.haveTrace && !tracing.isParentRequired ? parentOf(caller, options) : caller,
      isParentRequired: tracing.isParentRequired,
    });
    const context = trace.setSpan(caller, span);
    if (given.areWrittenAtOnce) options.headers = withContext(context, options.headers);
    const call = new ClientCall(tracing, target, span, caller);
    return { call, context, before: enterContext(context), args, headers, given };
  } catch (error) {
    ownDiag.error('http: a request could not be traced', error);
    return undefined;
  }
}

function finish(begun: Begun, request: ClientRequest | undefined): void {
  leaveContext(begun.before);
  if (request !== undefined) follow(begun, request);
  else whenThrown(uncaught => begun.call.refuse(uncaught));
}

function follow({ call, context, given, headers }: Begun, request: ClientRequest): void {
  try {
    call.follow(request, headers);
    injectHeaders(context, request, given.haveTrace);
  } catch (error) {
    ownDiag.error('http: a request could not be followed', error);
  }
}
