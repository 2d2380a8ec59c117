import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { type Context, SpanKind, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { activeContext } from '../../../../tracing/context-manager';
import { watch } from '../../emitters/watch-emitters';
import { isTelemetryRequest } from '../../outgoing/telemetry-request';
import { clientAttributes } from '../client/client-attributes';
import type { ClientSide } from '../client/client-call';
import { parentOf } from '../client/given-headers';
import type { ClientTarget } from '../client/target';
import { startSpan } from '../start-span';
import type { UrlRedaction } from '../url-query';
import { StreamCall } from './client-stream';
import { connectionOf, peerOf } from './connection';
import { isGrpc } from './grpc';
import { copyHeaders, type Headers, injectInto, readHead, type StreamHead } from './stream-headers';
import { streamName } from './stream-name';

export interface TracedStreamRequests extends ClientSide {
  readonly redact: UrlRedaction;
  readonly isParentRequired: boolean;
  /** True once gRPC's own clients make the spans of their calls. */
  readonly isGrpcTraced: () => boolean;
  /** Prepares the class of a stream for being watched. */
  readonly watchClass: (stream: ClientHttp2Stream) => void;
}

export type StreamRequest = (this: ClientHttp2Session, ...args: unknown[]) => ClientHttp2Stream;

/** Wraps `session.request`: makes a span of the stream and sends its context along. */
export function tracingStreamRequest(tracing: TracedStreamRequests, original: StreamRequest): StreamRequest {
  // A method, as the original is: patchFunction would add a frame to the app's stacks.
  const { request } = {
    request(this: ClientHttp2Session, ...args: unknown[]) {
      const begun = begin(tracing, this, args);
      let stream: ClientHttp2Stream | undefined;
      try {
        stream = original.apply(this, begun?.args ?? args);
      } finally {
        if (begun !== undefined) follow(tracing, begun.call, stream);
      }
      return stream;
    },
  };
  return request;
}

/** Sessions of gRPC's own clients, which have no other requests. */
const ofGrpc = new WeakSet<ClientHttp2Session>();

interface Begun {
  readonly call: StreamCall;
  readonly args: unknown[];
}

function begin(
  tracing: TracedStreamRequests,
  session: ClientHttp2Session,
  given: unknown[],
): Begun | undefined {
  try {
    if (ofGrpc.has(session)) return undefined;
    const caller = activeContext();
    if (isTracingSuppressed(caller) || isOfUndici(session)) return undefined;
    const headers = copyHeaders(given[0]);
    if (headers === undefined) return undefined;
    const head = readHead(headers);
    if (isGrpc(head.contentType) && tracing.isGrpcTraced() && isOfGrpc(head)) {
      ofGrpc.add(session);
      return undefined;
    }
    if (isTelemetryRequest(head.method, head.path, head, readOf)) return undefined;
    const target = targetOf(session, head);
    const span = startSpan(tracing.instruments.tracer, streamName(target.method), {
      options: { kind: SpanKind.CLIENT, attributes: attributesOf(tracing, target, head) },
      parent: head.hasTrace && !tracing.isParentRequired ? parentIn(headers, caller) : caller,
      isParentRequired: tracing.isParentRequired,
    });
    injectInto(headers, trace.setSpan(caller, span), head.hasTrace);
    return { call: new StreamCall(tracing, target, span, caller), args: [headers, ...given.slice(1)] };
  } catch (error) {
    ownDiag.error('http2: a request could not be traced', error);
    return undefined;
  }
}

function attributesOf({ redact }: TracedStreamRequests, target: ClientTarget, { userAgent }: StreamHead) {
  const attributes = clientAttributes(target, redact);
  if (userAgent !== undefined) attributes['user_agent.original'] = String(userAgent);
  return attributes;
}

function parentIn(headers: Headers, caller: Context): Context {
  return parentOf(caller, { headers: headers as Record<string, string> });
}

function readOf({ userAgent, contentType }: StreamHead, name: string): unknown {
  return name === 'user-agent' ? userAgent : name === 'content-type' ? contentType : undefined;
}

/** gRPC's own client names itself; others that speak its protocol have spans of HTTP. */
function isOfGrpc({ userAgent }: StreamHead): boolean {
  return String(userAgent).includes('grpc-node-js/');
}

/** undici marks its sessions; its requests have spans of their own. */
function isOfUndici(session: ClientHttp2Session): boolean {
  return Object.getOwnPropertySymbols(session).some(({ description }) => description === 'client');
}

function targetOf(
  session: ClientHttp2Session,
  { method, scheme, authority, path }: StreamHead,
): ClientTarget {
  const known = connectionOf(session);
  const protocol = scheme === undefined ? (known?.protocol ?? protocolOf(session)) : `${scheme}:`;
  const { remoteAddress, remotePort } = known === undefined ? peerOf(session) : NOWHERE;
  const address = known?.address ?? remoteAddress ?? '';
  const port = known?.port ?? remotePort ?? 0;
  const host = authority ?? hostOf(address, port, protocol);
  return { method, protocol, address, port, authority: host, path, hasCredentials: false };
}

const NOWHERE = { remoteAddress: undefined, remotePort: undefined };

function protocolOf({ encrypted }: ClientHttp2Session): string {
  return encrypted === false ? 'http:' : 'https:';
}

function hostOf(address: string, port: number, protocol: string): string {
  const name = address.includes(':') ? `[${address}]` : address;
  return port === (protocol === 'http:' ? 80 : 443) ? name : `${name}:${port}`;
}

function follow(
  tracing: TracedStreamRequests,
  call: StreamCall,
  stream: ClientHttp2Stream | undefined,
): void {
  if (stream === undefined) {
    whenThrown(uncaught => call.refuse(uncaught));
    return;
  }
  try {
    tracing.watchClass(stream);
    call.follow(stream);
    watch(stream, call);
  } catch (error) {
    ownDiag.error('http2: a request could not be followed', error);
  }
}
