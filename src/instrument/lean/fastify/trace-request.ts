import { type Attributes, diag, propagation, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata, RPCType } from '@opentelemetry/core';
import { activeContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import { RequestSpan, TracedRequest } from './request-span';
import type { FastifyRequest, Reply } from './types';

/** What @fastify/otel decorates requests with. An app that has brought its own sees to the spans itself. */
export const DECORATOR = 'opentelemetry';

/** What all requests have in common. */
export interface FastifySide {
  readonly instruments: { readonly tracer: Tracer };
  readonly areExceptionsRecorded: boolean;
  readonly areHandlersTraced: boolean;
  isEnabled: boolean;
}

/** Starts the span of a request and names its route; undefined where it has none. */
export function traceRequest(
  side: FastifySide,
  request: FastifyRequest,
  reply: Reply,
): RequestSpan | undefined {
  try {
    if (!side.isEnabled || DECORATOR in request) return undefined;
    const { url: route, config } = request.routeOptions ?? {};
    if (config?.otel === false) return undefined;
    return startSpan(side, { request, reply, route });
  } catch (error) {
    diag.error('fastify: a request could not be traced', error);
    return undefined;
  }
}

interface Routed {
  readonly request: FastifyRequest;
  readonly reply: Reply;
  readonly route: string | undefined;
}

/** Ours also tells when the response is over; `ServerRequest` of ../http. */
type Metadata = RPCMetadata & { onClose?(callBack: () => void): void };

function startSpan({ instruments }: FastifySide, { request, reply, route }: Routed): RequestSpan | undefined {
  const active = activeContext();
  const above = trace.getSpan(active);
  const parent = above === undefined ? propagation.extract(active, request.headers) : active;
  const metadata = getRPCMetadata(parent) as Metadata | undefined;
  const isServed = metadata?.type === RPCType.HTTP;
  if (isServed && route !== undefined) metadata.route = route;
  if (above !== undefined && isLeftOut(above)) return undefined;
  const attributes: Attributes = {
    'fastify.root': '@fastify/otel',
    'http.request.method': request.method,
    'url.path': request.url,
  };
  if (route !== undefined) attributes['http.route'] = route;
  const kind = isServed ? SpanKind.INTERNAL : SpanKind.SERVER;
  const span = instruments.tracer.startSpan('request', { kind, attributes }, parent);
  const kept = TracedRequest.keep(request, new RequestSpan(span, parent));
  const end = () => kept.end(reply.statusCode);
  // No hook does it: those of onSend would keep what `reply.send` throws from the handler.
  if (metadata?.onClose !== undefined) metadata.onClose(end);
  else reply.raw.once('close', end);
  return kept;
}
