import type { GetValue } from '../../shared/config';
import { locate, withCredentials } from '../../shared/config/derived/otlp-address';
import type { HttpProxy } from '../../shared/otlp/destination';
import { DEFAULT_PATH } from './fields';
import type { Server } from './server';

/** Chooses the proxy on the way to a server; undefined for the direct way. */
export type ProxyFor = (server: Server) => HttpProxy | undefined;

/** Server that the settings name. */
export function serverOf(get: GetValue, proxyFor: ProxyFor): Server {
  const address = get('OTEL_AGENT_OPAMP_ENDPOINT')!;
  const own = address.path === '/' ? { ...address, path: DEFAULT_PATH } : address;
  const key = get('OTEL_AGENT_OPAMP_CLIENT_KEY')?.bytes;
  const cert = get('OTEL_AGENT_OPAMP_CLIENT_CERTIFICATE')?.bytes;
  const server: Server = {
    ...locate('http/protobuf', own, undefined, true),
    isWebSocket: /^ws/i.test(address.text),
    headers: withCredentials(get('OTEL_AGENT_OPAMP_HEADERS') ?? {}, address),
    tls: { ca: get('OTEL_AGENT_OPAMP_CERTIFICATE')?.bytes, ...(key && cert && { key, cert }) },
    intervalMs: get('OTEL_AGENT_OPAMP_INTERVAL'),
  };
  const proxy = proxyFor(server);
  return proxy === undefined ? server : { ...server, proxy };
}
