import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpProxy } from '../../../../shared/otlp/destination';
import { builtin } from '../builtin';
import { guardConnect } from '../guard-connect';
import { describeReach, describeRefusal, ProxyFailure, type TunnelTarget } from './proxy-failures';

/**
 * Asks the proxy for a connection to the receiver (CONNECT, RFC 9110, 9.3.6). Rejects with a ProxyFailure, whose message
 * names the proxy. The socket does not keep the process alive.
 */
export function openTunnel(proxy: HttpProxy, target: TunnelTarget, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = connectRequest(proxy, target);
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    timer.unref();
    const fail = (message: string) => {
      clearTimeout(timer);
      reject(new ProxyFailure(message));
    };
    request.on('socket', guardConnect);
    request.on('error', error => fail(describeReach(proxy, error)));
    // A proxy that is none answers with a response of its own.
    request.on('response', response => {
      response.destroy();
      fail(describeRefusal(proxy, target, response));
    });
    request.on('connect', (response: IncomingMessage, socket: Socket, head: Buffer) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        socket.destroy();
        fail(describeRefusal(proxy, target, response));
        return;
      }
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

/** Makes the request by the class itself, as that of an export: it must not be measured as the app's traffic. */
function connectRequest(proxy: HttpProxy, { host, port }: TunnelTarget): ClientRequest {
  const { ClientRequest, Agent } = builtin('node:http');
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new ClientRequest({
    agent: proxy.isTls ? new (builtin('node:https').Agent)() : new Agent(),
    protocol: proxy.isTls ? 'https:' : 'http:',
    method: 'CONNECT',
    host: proxy.host,
    port: proxy.port,
    path: authority,
    headers: { host: authority, ...authorizationOf(proxy) },
  });
}

/** Header with the credentials for the proxy. */
export function authorizationOf({ authorization }: HttpProxy): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}
