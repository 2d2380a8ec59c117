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
import { activeContext } from '../../../tracing/context-manager';
import { knownMethod } from '../http/methods';
import { isLeftOut } from '../is-left-out';
import { requestHeader, TO_REQUEST } from './headers';
import type { UndiciRequest } from './messages';
import { type RequestUrl, readUrl } from './request-url';
import { type CallSide, FollowedRequest, UndiciCall } from './undici-call';

export interface TracedCalls extends CallSide {
  /** No span without one above it in this process: `requireParentforSpans`. */
  readonly isParentRequired: boolean;
}

/** Follows a request from its creation on, and sends its context along. */
export function traceRequest(side: TracedCalls, request: UndiciRequest): void {
  if (request.method === 'CONNECT') return; // A proxy's tunnel: what goes through it has spans.
  const url = readUrl(request);
  const method = knownMethod(request.method);
  const caller = activeContext();
  const span = startSpan(side, { request, url, method }, caller);
  FollowedRequest.follow(request, new UndiciCall(side, { span, caller, method, server: url.server }));
  propagation.inject(trace.setSpan(caller, span), request, TO_REQUEST);
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
  const last = Array.isArray(userAgent) ? userAgent.at(-1) : userAgent;
  if (last) attributes['user_agent.original'] = last;
  return attributes;
}
