import type { Shipment } from '../drain';

/** Where to connect to without looking up a name; several addresses are tried in order. */
export interface DirectTarget {
  readonly addresses: readonly string[];
  readonly port: number;
  /** For the Host header and :authority. */
  readonly authority: string;
  /** Path and query; unused for gRPC. */
  readonly path: string;
}

/** How to reach the receiver directly; undefined where that takes an event loop: TLS, an unknown name, Windows. */
export function directTarget({ connection, peerAddress }: Shipment): DirectTarget | undefined {
  if (process.platform === 'win32') return undefined;
  const { body } = connection;
  const url =
    body === 'grpc' && /^[^/]+:\d+$/.test(connection.url) ? `http://${connection.url}` : connection.url;
  if (!/^http:/i.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, port, host, pathname, search } = new URL(url);
  const addresses = peerAddress === undefined ? knownAddresses(hostname) : [peerAddress];
  if (addresses === undefined) return undefined;
  return { addresses, port: Number(port || 80), authority: host, path: pathname + search };
}

function knownAddresses(hostname: string): string[] | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (/^[\d.]+$/.test(address) || address.includes(':')) return [address];
  return address === 'localhost' ? ['127.0.0.1', '::1'] : undefined;
}
