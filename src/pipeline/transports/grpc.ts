import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import { ServicePath } from '../../otlp/fields';
import type { Batch, SendResult, Transport } from '../types';
import type { ConnectionOptions } from './connection-options';
import { classifyGrpcStatus, type GrpcFailure } from './grpc-status';
import { readProtobufReply } from './replies';

type GrpcJs = typeof import('@grpc/grpc-js');

/** Between attempts to connect; grpc-js would go up to two minutes, long after the queue has tried again in vain. */
const MAX_RECONNECT_DELAY_MS = 5000;
const GZIP = 2;

/**
 * Sends batches over OTLP/gRPC with grpc-js, bytes in and bytes out. Signals with the same address share a
 * connection: grpc-js pools them by target, credentials and channel options.
 */
export function createGrpcTransport(options: ConnectionOptions): Transport {
  let client: Client | undefined;
  let metadata: Metadata | undefined;

  function connect(): Client {
    const grpc = require('@grpc/grpc-js') as GrpcJs;
    metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(options.headers)) metadata.set(name, value);
    const { target, isTls } = grpcTarget(options.url);
    const credentials = isTls ? tlsCredentials(grpc, options) : grpc.credentials.createInsecure();
    return new grpc.Client(target, credentials, {
      'grpc.primary_user_agent': options.userAgent,
      'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_DELAY_MS,
      // Otherwise each resolution asks DNS for a TXT record that no Collector has.
      'grpc.service_config_disable_resolution': 1,
      ...(options.compression === 'gzip' && { 'grpc.default_compression_algorithm': GZIP }),
    });
  }

  function send(batch: Batch, timeoutMs: number): Promise<SendResult> {
    return new Promise(resolve => {
      client ??= connect();
      client.makeUnaryRequest(
        ServicePath[batch.signal].grpc,
        asBuffer,
        (reply: Buffer) => reply,
        batch.body,
        metadata!,
        { deadline: Date.now() + timeoutMs },
        (error: ServiceError | null, reply?: Buffer) => {
          resolve(
            error === null
              ? readProtobufReply(reply ?? new Uint8Array())
              : classifyGrpcStatus(failureOf(error)),
          );
        },
      );
    });
  }

  return {
    send,
    close() {
      client?.close();
      client = undefined;
    },
  };
}

/** What gRPC calls a target, from the forms that OTEL_EXPORTER_OTLP_ENDPOINT takes: a URL, host:port, unix:path. */
export function grpcTarget(url: string): { target: string; isTls: boolean } {
  const match = /^(https?):\/\/([^/?#]+)/.exec(url);
  if (match === null) return { target: url, isTls: false };
  const [, scheme, authority = ''] = match;
  return { target: authority.slice(authority.lastIndexOf('@') + 1), isTls: scheme === 'https' };
}

function failureOf({ code, details, metadata }: ServiceError): GrpcFailure {
  const [statusDetails] = metadata?.get('grpc-status-details-bin') ?? [];
  return { code, details, ...(Buffer.isBuffer(statusDetails) && { statusDetails }) };
}

function tlsCredentials(grpc: GrpcJs, { tls }: ConnectionOptions) {
  const buffer = (pem: string | Buffer | undefined) => (pem === undefined ? null : Buffer.from(pem));
  return grpc.credentials.createSsl(buffer(tls?.ca), buffer(tls?.key), buffer(tls?.cert));
}

function asBuffer(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.length);
}
