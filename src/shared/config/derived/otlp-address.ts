import { resolve } from 'node:path';
import type { Destination } from '../../otlp/destination';
import type { Address } from '../kinds/addresses';

/** Protocols of OTLP. */
export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

/** Protocol of an endpoint if none is set: the HTTP port or a path can only mean HTTP, gRPC has no paths. */
export function protocolFor(address: Address | undefined): OtlpProtocol {
  if (address === undefined) return 'grpc';
  return address.port === 4318 || hasPath(address) ? 'http/protobuf' : 'grpc';
}

/** Reason for the choice of `protocolFor`. */
export function protocolReason(address: Address | undefined): string {
  if (address?.port === 4318) return 'port 4318';
  return address !== undefined && hasPath(address) ? 'the endpoint has a path' : 'the default';
}

/** Address of requests. */
export type Location = Pick<
  Destination,
  'url' | 'isTls' | 'host' | 'port' | 'socketPath' | 'authority' | 'path'
>;

/**
 * Address of a signal's requests. The scheme decides about TLS, or `insecure` if there is none. Over HTTP `signalPath`
 * (`v1/traces`) is appended to a base endpoint; a signal's own endpoint is used as it is, without `signalPath`.
 */
export function locate(
  protocol: Destination['protocol'],
  address: Address | undefined,
  signalPath: string | undefined,
  insecure: boolean,
): Location {
  const path = protocol === 'grpc' ? '' : requestPath(address?.path ?? '/', signalPath);
  const { socketPath, scheme, host, port } = address ?? LOCAL;
  if (socketPath !== undefined) return overSocket(resolve(socketPath), path);
  const isTls = scheme === undefined ? !insecure : scheme === 'https';
  const standardPort = isTls ? 443 : 80;
  const usualPort = scheme === undefined || address === undefined ? OTLP_PORTS[protocol] : undefined;
  // Show gRPC's addresses with their port.
  const shownPort = port ?? usualPort ?? (protocol === 'grpc' ? standardPort : undefined);
  const authority = shownPort === undefined ? host : `${host}:${shownPort}`;
  return {
    url: `${isTls ? 'https' : 'http'}://${authority}${path}`,
    isTls,
    host: host.replace(/^\[|\]$/g, ''),
    port: shownPort ?? standardPort,
    authority,
    path,
  };
}

/** Default address of receivers. */
const LOCAL: Pick<Address, 'socketPath' | 'scheme' | 'host' | 'port'> = {
  scheme: 'http',
  host: 'localhost',
  port: undefined,
};
const OTLP_PORTS = { grpc: 4317, 'http/protobuf': 4318, 'http/json': 4318, 'zipkin/json': 9411 } as const;

function overSocket(socketPath: string, path: string): Location {
  const url = `unix:${socketPath}${path === '' ? '' : `:${path}`}`;
  return { url, isTls: false, host: 'localhost', port: 80, socketPath, authority: 'localhost', path };
}

function requestPath(given: string, signalPath: string | undefined): string {
  if (signalPath === undefined) return given;
  const query = given.indexOf('?');
  const [path, rest] = query < 0 ? [given, ''] : [given.slice(0, query), given.slice(query)];
  return `${path.replace(/\/+$/, '')}/${signalPath}${rest}`;
}

/** True if the address has more than a host and a port. */
export function hasPath(address: Address): boolean {
  return address.path !== '/';
}

/** Moves `user:password` of an address into a header: some HTTP clients would drop it, others log it. */
export function withCredentials(
  headers: Readonly<Record<string, string>>,
  address: Address | undefined,
): Readonly<Record<string, string>> {
  if (address?.credentials === undefined || headers.authorization !== undefined) return headers;
  return { ...headers, authorization: `Basic ${Buffer.from(address.credentials).toString('base64')}` };
}
