import type { Socket } from 'node:net';
import { loadChunk } from '../../../agent/boot/chunks';
import type { Destination } from '../../../shared/otlp/destination';

/** Connects to a receiver through its proxy, by the agent's own code. Rejects with a message that names the proxy. */
export function openTunnel(destination: Destination, timeoutMs: number): Promise<Socket> {
  const proxy = loadChunk<typeof import('../../../agent/export/transports/proxy/proxy')>('proxies');
  return proxy.tunnelOf(destination)!(timeoutMs);
}
