import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { IsSecret } from '../../../../shared/urls/secret-parameters';
import { activeContext } from '../../../tracing/context-manager';
import { knownMethod } from '../http/methods';
import { isLeftOut } from '../is-left-out';
import { isTelemetryRequest } from '../outgoing/telemetry-request';
import { endUpgraded } from './end-upgrades';
import { FROM_REQUEST, hasTraceHeaders, insteadOfOwn, requestHeader, TO_REQUEST } from './headers';
import type { UndiciRequest } from './messages';
import { type RequestUrl, readUrl } from './request-url';
import { type CallSide, FollowedRequest, UndiciCall } from './undici-call';

export interface TracedCalls extends CallSide {
  /** Makes no span without a span above it in this process: `requireParentforSpans`. */
  readonly isParentRequired: boolean;
  /** Tells the parameters to hide in URLs. */
  readonly isSecret: IsSecret;
}

/** Follows a request from its creation on, and sends its context along. */
export function traceRequest(tracing: TracedCalls, request: UndiciRequest): void {
  if (request.method === 'CONNECT') return; // Leaves out a proxy's tunnel: the requests through it have spans.
  if (isTelemetryRequest(request.method, request.path, request, requestHeader)) return;
  const url = readUrl(request, tracing.isSecret);
  const method = knownMethod(request.method);
  const caller = activeContext();
  const hasOwn = hasTraceHeaders(request);
  const parent = hasOwn && !tracing.isParentRequired ? parentOf(request, caller) : caller;
  const span = startSpan(tracing, { request, url, method }, parent);
  const call = new UndiciCall(tracing, { span, caller, method, server: url.server });
  FollowedRequest.follow(request, call);
  endUpgraded(request, call);
  propagation.inject(trace.setSpan(caller, span), request, hasOwn ? insteadOfOwn() : TO_REQUEST);
}

/** Returns the parent context: the caller's, or, without an active span, the context in the app's own trace headers. */
function parentOf(request: UndiciRequest, caller: Context): Context {
  if (trace.getSpan(caller) !== undefined) return caller;
  const carried = trace.getSpan(propagation.extract(caller, request, FROM_REQUEST));
  return carried === undefined ? caller : trace.setSpan(caller, carried);
}

interface Read {
  readonly request: UndiciRequest;
  readonly url: RequestUrl;
  readonly method: string;
}

function startSpan({ instruments, isParentRequired }: TracedCalls, read: Read, caller: Context): Span {
  const above = trace.getSpan(caller);
  if (isParentRequired && (above === undefined || !isSpanContextValid(above.spanContext())))
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const name = read.method === '_OTHER' ? 'HTTP' : read.method;
  const isSampled = above === undefined || !isLeftOut(above);
  const options = isSampled ? { kind: SpanKind.CLIENT, attributes: attributesOf(read) } : LEFT_OUT;
  return instruments.tracer.startSpan(name, options, caller);
}

const LEFT_OUT = { kind: SpanKind.CLIENT };

/** A client span's first attributes. Semantic conventions, HTTP client span. */
function attributesOf({ request, url: { server, full, path, query }, method }: Read): Attributes {
  const attributes: Attributes = {
    'http.request.method': method,
    'http.request.method_original': request.method,
    'url.full': full,
    'url.path': path,
    'url.query': query,
    'url.scheme': server.scheme,
    'server.address': server.address,
  };
  if (server.port !== undefined) attributes['server.port'] = server.port;
  const userAgent = requestHeader(request, 'user-agent');
  const first = Array.isArray(userAgent) ? userAgent[0] : userAgent;
  if (first) attributes['user_agent.original'] = first;
  return attributes;
}
