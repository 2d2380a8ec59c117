import type { Destination } from '../../../../shared/otlp/destination';

/** Address without a name to look up: a socket's path, or addresses that are tried in order, all on one port. */
export type DirectTarget =
  | { readonly path: string }
  | { readonly addresses: readonly string[]; readonly port: number };

/**
 * Finds the receiver's direct address; undefined if connecting takes an event loop: TLS, a name, a proxy, Windows.
 */
export function directTarget(destination: Destination): DirectTarget | undefined {
  const { isTls, host, port, socketPath, proxy } = destination;
  if (process.platform === 'win32' || isTls || proxy !== undefined) return undefined;
  if (socketPath !== undefined) return { path: socketPath };
  const addresses = knownAddresses(host);
  return addresses && { addresses, port };
}

function knownAddresses(host: string): string[] | undefined {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return [host];
  return host === 'localhost' ? ['127.0.0.1', '::1'] : undefined;
}
