import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { propagation, SpanKind } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { watch } from '../../emitters/watch-emitters';
import type { HeaderCapture } from '../captured-headers';
import type { RequestHead } from '../server/request-head';
import type { TracedServers } from '../server/trace-server';
import { startSpan } from '../start-span';
import { peerOf } from './connection';
import { isGrpc } from './grpc';
import { ServedStream } from './served-stream';
import { streamName } from './stream-name';

export interface TracedStreams extends TracedServers {
  readonly captureRequest: HeaderCapture | undefined;
  /** True once gRPC's own servers make the spans of their calls. */
  readonly isGrpcTraced: () => boolean;
  /** Prepares the class of a stream for being watched. */
  readonly watchClass: (stream: EventEmitter) => void;
}

/** Starts the span of a stream; `args` are those of the server's 'stream' event. */
export function beginStream(
  tracing: TracedStreams,
  server: EventEmitter,
  args: readonly unknown[],
): ServedStream | undefined {
  const [stream, headers] = args as [ServerHttp2Stream, IncomingHttpHeaders];
  try {
    if (isGrpc(headers['content-type']) && tracing.isGrpcTraced() && isOfGrpc(server)) return undefined;
    const parent = propagation.extract(LEAN_ROOT_CONTEXT, headers);
    const head = headOf(stream, headers);
    const span = startSpan(tracing.instruments.tracer, streamName(head.method), {
      options: { kind: SpanKind.SERVER, attributes: tracing.attributes.first(head) },
      parent,
      isParentRequired: tracing.isParentRequired,
    });
    if (span.isRecording()) {
      tracing.attributes.addOthers(head, span);
      tracing.captureRequest?.(name => headers[name], span);
    }
    const served = new ServedStream(tracing, { stream, method: head.method }, span, parent);
    tracing.watchClass(stream);
    watch(stream, served);
    return served;
  } catch (error) {
    ownDiag.error('http2: a stream could not be traced', error);
    return undefined;
  }
}

/** gRPC's servers listen to streams; others that speak its protocol, such as Connect's, to requests. */
function isOfGrpc(server: EventEmitter): boolean {
  return server.listenerCount('request') === 0;
}

/** Reads the head in the form of an HTTP/1 request: the headers that describe every span. */
function headOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): RequestHead & { method: string } {
  return {
    method: headers[':method'] ?? 'GET',
    url: headers[':path'],
    httpVersion: '2',
    headers: {
      host: headers[':authority'] ?? headers.host,
      'user-agent': headers['user-agent'],
      forwarded: headers.forwarded,
      'x-forwarded-for': headers['x-forwarded-for'],
      'x-forwarded-host': headers['x-forwarded-host'],
      'x-forwarded-proto': headers['x-forwarded-proto'],
    },
    socket: peerOf(stream.session),
  };
}
