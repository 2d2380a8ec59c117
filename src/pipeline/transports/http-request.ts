import type { Agent, ClientRequest } from 'node:http';
import { builtin } from './builtin';
import type { ConnectionOptions } from './connection-options';

/**
 * A POST with its headers set, to be ended by the caller. Made by the class itself, not by `http.request`, which
 * instrumentations (ours, and those of other agents) replace: exporting must not be measured as the app's traffic.
 */
export function openRequest(
  options: ConnectionOptions,
  contentType: string,
  contentLength: number,
): ClientRequest {
  const url = new URL(options.url);
  const isTls = url.protocol === 'https:';
  const http = builtin('node:http');
  return new http.ClientRequest({
    ...(isTls && options.tls),
    agent: isTls ? sharedTlsAgent() : sharedAgent(),
    method: 'POST',
    protocol: url.protocol,
    // An IPv6 address stands in brackets in a URL, and without them in a socket's options.
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port !== '' && { port: url.port }),
    path: url.pathname + url.search,
    ...(url.username !== '' && { auth: decodeURIComponent(`${url.username}:${url.password}`) }),
    headers: {
      ...options.headers,
      'content-type': contentType,
      'content-length': contentLength,
      ...(options.compression === 'gzip' && { 'content-encoding': 'gzip' }),
      'user-agent': options.userAgent,
    },
  });
}

/**
 * One agent for each scheme, whatever the number of signals; connections are told apart by host and TLS material.
 * Few sockets: the queue sends at most a handful of batches at once.
 */
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, scheduling: 'lifo' } as const;
let agent: Agent | undefined;
let tlsAgent: Agent | undefined;

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
