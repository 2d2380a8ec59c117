import type { Agent, ClientRequest } from 'node:http';
import type { Destination } from '../../../../shared/otlp/destination';
import { builtin } from '../builtin';
import type { ProxiedRequests } from './proxied-requests';

/**
 * Makes a POST with its headers set; the caller ends it. It uses the class itself, not `http.request`, which
 * instrumentations (ours, and those of other agents) replace: exporting must not be measured as the app's traffic.
 */
export function openRequest(
  destination: Destination,
  contentType: string,
  contentLength: number,
  proxied: ProxiedRequests | undefined,
): ClientRequest {
  const { isTls, host, port, socketPath, path, headers, compression, tls } = destination;
  const http = builtin('node:http');
  return new http.ClientRequest({
    ...(isTls && tls),
    agent: isTls ? sharedTlsAgent() : sharedAgent(),
    method: 'POST',
    protocol: isTls ? 'https:' : 'http:',
    ...(socketPath === undefined ? { hostname: host, port } : { socketPath }),
    path,
    ...proxied?.options,
    headers: {
      ...headers,
      'content-type': contentType,
      'content-length': contentLength,
      ...(compression === 'gzip' && { 'content-encoding': 'gzip' }),
      ...proxied?.headers,
    },
  });
}

/**
 * Options of the two agents, for http and https, which all signals share; they tell connections apart by host and TLS
 * material. Few sockets are enough: the queue sends at most a handful of batches at once.
 */
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, scheduling: 'lifo' } as const;
let agent: Agent | undefined;
let tlsAgent: Agent | undefined;

/** Closes connections that wait for another batch. */
export function closeIdleConnections(): void {
  for (const one of [agent, tlsAgent])
    for (const sockets of Object.values(one?.freeSockets ?? {}))
      for (const socket of sockets ?? []) socket.destroy();
}

function sharedAgent(): Agent {
  const http = builtin('node:http');
  agent ??= new http.Agent(AGENT_OPTIONS);
  return agent;
}

function sharedTlsAgent(): Agent {
  const https = builtin('node:https');
  tlsAgent ??= new https.Agent(AGENT_OPTIONS);
  return tlsAgent;
}
