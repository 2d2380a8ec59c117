import { type ChannelCredentials, credentials, Metadata } from '@grpc/grpc-js';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import type { Destination } from '../../../shared/otlp/destination';

/** Options of the official gRPC exporters. */
export function grpcOptions(destination: Destination) {
  const { 'user-agent': userAgent, ...headers } = destination.headers;
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return {
    url: destination.url,
    credentials: credentialsOf(destination),
    metadata,
    ...(userAgent !== undefined && { userAgent }),
    ...sending(destination),
  };
}

/** Options of the official HTTP exporters. */
export function httpOptions(destination: Destination) {
  const { 'user-agent': userAgent, ...headers } = destination.headers;
  return {
    url: destination.url,
    headers,
    httpAgentOptions: { keepAlive: true, ...definedOf(destination.tls), ...socketOf(destination) },
    ...(userAgent !== undefined && { userAgent }),
    ...sending(destination),
  };
}

function sending({ timeoutMs, compression }: Destination) {
  return {
    timeoutMillis: timeoutMs,
    compression: compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
  };
}

function credentialsOf({ isTls, tls }: Destination): ChannelCredentials {
  if (!isTls) return credentials.createInsecure();
  return credentials.createSsl(bytes(tls.ca), bytes(tls.key), bytes(tls.cert));
}

function bytes(pem: string | Buffer | undefined): Buffer | null {
  return pem === undefined ? null : Buffer.from(pem);
}

function definedOf<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Values>;
}

function socketOf({ socketPath }: Destination): { socketPath?: string } {
  return socketPath === undefined ? {} : { socketPath };
}
