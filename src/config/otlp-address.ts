import type { Address } from './kinds/addresses';

/** The three ways OTLP travels. */
export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

/** Protocol of an endpoint whose user named none: the HTTP port or a path can only mean HTTP, gRPC has no paths. */
export function protocolFor(address: Address | undefined): OtlpProtocol {
  if (address === undefined) return 'grpc';
  return address.port === 4318 || hasPath(address) ? 'http/protobuf' : 'grpc';
}

/** `http://host:port` or `https://host:port` for gRPC; the scheme says whether there is TLS, `insecure` where none is given. */
export function grpcUrl(address: Address | undefined, insecure: boolean): string {
  if (address === undefined) return 'http://localhost:4317';
  const scheme = address.scheme ?? (insecure ? 'http' : 'https');
  const usualPort = address.scheme === undefined ? 4317 : scheme === 'https' ? 443 : 80;
  return `${scheme}://${address.host}:${address.port ?? usualPort}`;
}

/** URL of a signal for OTLP over HTTP: `signalPath` (`v1/traces`) is appended to a base endpoint; a signal's own is used as it is. */
export function httpUrl(
  address: Address | undefined,
  signalPath: string | undefined,
  insecure: boolean,
): string {
  if (address === undefined) return `http://localhost:4318/${signalPath ?? ''}`;
  const scheme = address.scheme ?? (insecure ? 'http' : 'https');
  const port = address.port ?? (address.scheme === undefined ? 4318 : undefined);
  const origin = `${scheme}://${address.host}${port === undefined ? '' : `:${port}`}`;
  if (signalPath === undefined) return origin + address.path;
  const query = address.path.indexOf('?');
  const [path, rest] =
    query < 0 ? [address.path, ''] : [address.path.slice(0, query), address.path.slice(query)];
  return `${origin}${path.replace(/\/+$/, '')}/${signalPath}${rest}`;
}

/** Whether the address has more than a host and a port. */
export function hasPath(address: Address): boolean {
  return address.path !== '/';
}
