import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { loadChunk } from '../boot/chunks';
import { builtin } from '../export/transports/builtin';
import { guardConnect } from '../export/transports/guard-connect';
import type { Server } from './server';

/**
 * Makes a request to the server, which the caller ends. It uses the class itself, as exports do, so that it is not
 * measured as the app's traffic; neither its connecting nor its socket keeps the process alive.
 */
export function openRequest(server: Server, method: string, headers: OutgoingHttpHeaders): ClientRequest {
  const { isTls, host, port, socketPath, path, tls } = server;
  const { ClientRequest, Agent } = builtin('node:http');
  const way = throughProxy(server);
  const request = new ClientRequest({
    ...(isTls && tls),
    agent: isTls ? new (builtin('node:https').Agent)() : new Agent(),
    protocol: isTls ? 'https:' : 'http:',
    method,
    ...(socketPath === undefined ? { hostname: host, port } : { socketPath }),
    path,
    ...way?.options,
    headers: { ...server.headers, ...headers, ...way?.headers },
  });
  request.on('socket', guardConnect);
  return request;
}

/** A WebSocket without TLS needs a tunnel, too: proxies read whole URLs as requests. */
function throughProxy(server: Server) {
  const { proxy, isWebSocket, isTls } = server;
  if (proxy === undefined) return undefined;
  const { plainTunnels, proxiedRequests } =
    loadChunk<typeof import('../export/transports/proxy/proxy')>('proxies');
  if (isWebSocket && !isTls) return { options: { agent: plainTunnels(proxy, server) }, headers: {} };
  return proxiedRequests(server);
}

/** Words an answer that is none of OpAMP's. */
export function whyRefused(status: number | undefined, { proxy }: Server): string {
  if (status !== 407 || proxy === undefined) return `it answers ${status}`;
  return `the proxy at ${proxy.url} (${proxy.from}) wants other credentials (HTTP 407)`;
}

/** Words a failure to reach the server. */
export function whyUnreached(error: Error & { code?: string }, { isTls, proxy }: Server): string {
  const { code = '', message } = error;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return `its certificate is not trusted (${code}); OTEL_AGENT_OPAMP_CERTIFICATE names the authority's file`;
  if (isTls && /wrong version number|packet length too long/.test(message))
    return 'it does not speak TLS: use http:// or ws:// in OTEL_AGENT_OPAMP_ENDPOINT';
  if (proxy !== undefined && !message.includes(proxy.url))
    return `${message || code} (on the way through the proxy at ${proxy.url}, ${proxy.from})`;
  return message || code || 'it cannot be reached';
}
