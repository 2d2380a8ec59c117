import { type Attributes, propagation, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata, RPCType } from '@opentelemetry/core';
import { ownDiag } from '../../../../shared/log';
import { activeContext } from '../../../tracing/context-manager';
import type { EmitterWatch } from '../emitters/watched';
import { sentStatus } from '../http/server/sent-status';
import { isLeftOut } from '../is-left-out';
import { RequestSpan, TracedRequest } from './request-span';
import type { FastifyRequest, Reply } from './types';

/** Request decorator of @fastify/otel. An app that has brought its own @fastify/otel makes the spans itself. */
export const DECORATOR = 'opentelemetry';

/** Values that all requests share. */
export interface FastifyTracing {
  readonly instruments: { readonly tracer: Tracer };
  readonly areExceptionsRecorded: boolean;
  readonly areHandlersTraced: boolean;
  isEnabled: boolean;
}

/** Starts the span of a request and names its route; undefined if it has none. */
export function traceRequest(
  tracing: FastifyTracing,
  request: FastifyRequest,
  reply: Reply,
): RequestSpan | undefined {
  try {
    if (!tracing.isEnabled || DECORATOR in request) return undefined;
    const { url: route, config } = request.routeOptions ?? {};
    if (config?.otel === false) return undefined;
    return startSpan(tracing, { request, reply, route });
  } catch (error) {
    ownDiag.error('fastify: a request could not be traced', error);
    return undefined;
  }
}

interface Routed {
  readonly request: FastifyRequest;
  readonly reply: Reply;
  readonly route: string | undefined;
}

/** Metadata, of which the agent's own also tells when the response is over; `ServerRequest` of ../http. */
type Metadata = RPCMetadata & Pick<EmitterWatch, 'onClose'>;

function startSpan(
  { instruments }: FastifyTracing,
  { request, reply, route }: Routed,
): RequestSpan | undefined {
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
    // Upstream's has the query, too, with whatever secrets it holds.
    'url.path': request.url.split('?', 1)[0]!,
  };
  if (route !== undefined) attributes['http.route'] = route;
  const kind = isServed ? SpanKind.INTERNAL : SpanKind.SERVER;
  const span = instruments.tracer.startSpan('request', { kind, attributes }, parent);
  const kept = TracedRequest.keep(request, new RequestSpan(span, parent));
  // Uses no hook: an onSend hook would keep errors of `reply.send` from the handler.
  if (metadata?.onClose !== undefined) metadata.onClose(status => kept.end(status));
  else reply.raw.once('close', () => kept.end(sentStatus(reply.raw)));
  return kept;
}
