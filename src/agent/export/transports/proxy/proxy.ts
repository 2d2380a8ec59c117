/* Part of dist/proxies.js: connects to receivers through a proxy, loaded with the first batch where there is one. */
import type { Agent, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Destination, HttpProxy } from '../../../../shared/otlp/destination';
import type { SendResult } from '../../types';
import { builtin } from '../builtin';
import { guardConnect } from '../guard-connect';
import type { ProxiedRequests } from '../http/proxied-requests';
import { describeReach, judgeProxyReply, ProxyFailure, proxyResult } from './proxy-failures';
import { authorizationOf, openTunnel } from './tunnel';

/** Makes the tunnel in which gRPC, plain or TLS, goes through the destination's proxy; undefined without a proxy. */
export function tunnelOf(destination: Destination): ((timeoutMs: number) => Promise<Socket>) | undefined {
  const { proxy } = destination;
  return proxy && (timeoutMs => openTunnel(proxy, destination, timeoutMs));
}

/**
 * Leads requests of OTLP over HTTP through the destination's proxy: a tunnel for TLS, else requests with the whole URL in
 * their first line (RFC 9112, 3.2.2). Undefined without a proxy.
 */
export function proxiedRequests(destination: Proxied): ProxiedRequests | undefined {
  const { proxy } = destination;
  if (proxy === undefined) return undefined;
  return destination.isTls ? inTunnel(proxy) : byWholeUrl(destination, proxy);
}

type Proxied = Pick<Destination, 'isTls' | 'authority' | 'path' | 'proxy'>;

/** Makes an agent whose connections, without TLS, are tunnels: for what is not HTTP behind its first answer. */
export function plainTunnels(proxy: HttpProxy, { host, port }: Pick<Destination, 'host' | 'port'>): Agent {
  const agent = new (builtin('node:http').Agent)();
  agent.createConnection = (_, done) => {
    openTunnel(proxy, { host, port }, TUNNEL_TIMEOUT_MS).then(
      socket => done?.(null, socket),
      error => done?.(error, undefined as never),
    );
    return undefined;
  };
  return agent;
}

function inTunnel(proxy: HttpProxy): ProxiedRequests {
  return {
    options: { agent: once(tunnelAgents, proxy, () => createTunnelAgent(proxy)) },
    judgeReply: () => undefined,
    judgeError: async error => (error instanceof ProxyFailure ? proxyResult(error.message) : undefined),
  };
}

function byWholeUrl({ authority, path }: Proxied, proxy: HttpProxy): ProxiedRequests {
  const options: RequestOptions = {
    agent: once(proxyAgents, proxy, () => createAgent(proxy)),
    protocol: proxy.isTls ? 'https:' : 'http:',
    hostname: proxy.host,
    port: proxy.port,
    path: `http://${authority}${path}`,
  };
  const headers = { host: authority, ...authorizationOf(proxy) };
  return {
    options,
    headers,
    judgeReply: (reply, body) => judgeProxyReply(proxy, reply, body),
    async judgeError(error) {
      const isCut = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      const explained = isCut ? await askWithoutBody(proxy, { ...options, headers }) : undefined;
      return explained ?? proxyResult(describeReach(proxy, error));
    },
  };
}

const ASK_TIMEOUT_MS = 2000;

/**
 * Asks the proxy for its refusal, by a request without a body. A proxy that refuses a request and closes before it has
 * read the body makes the system reset the connection, which takes the reply with it (seen with tinyproxy). Resolves to
 * undefined if it refuses nothing.
 */
function askWithoutBody(proxy: HttpProxy, options: RequestOptions): Promise<SendResult | undefined> {
  return new Promise(resolve => {
    const { ClientRequest } = builtin('node:http');
    const request = new ClientRequest({ ...options, method: 'HEAD' });
    const timer = setTimeout(() => request.destroy(), ASK_TIMEOUT_MS);
    timer.unref();
    request.on('socket', guardConnect);
    request.on('response', response => {
      response.resume();
      resolve(judgeProxyReply(proxy, response, Buffer.alloc(0)));
    });
    request.on('error', () => {});
    request.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    request.end();
  });
}

/** Agents by proxy, which all signals share. */
const tunnelAgents = new Map<string, Agent>();
const proxyAgents = new Map<string, Agent>();

function once(agents: Map<string, Agent>, proxy: HttpProxy, create: () => Agent): Agent {
  const key = `${proxy.url} ${proxy.authorization}`;
  const agent = agents.get(key) ?? create();
  agents.set(key, agent);
  return agent;
}

const AGENT_OPTIONS = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, scheduling: 'lifo' } as const;
const TUNNEL_TIMEOUT_MS = 10_000;

function createAgent({ isTls }: HttpProxy): Agent {
  return isTls
    ? new (builtin('node:https').Agent)(AGENT_OPTIONS)
    : new (builtin('node:http').Agent)(AGENT_OPTIONS);
}

/** Makes an agent whose connections are TLS within tunnels. */
function createTunnelAgent(proxy: HttpProxy): Agent {
  const agent = new (builtin('node:https').Agent)(AGENT_OPTIONS);
  const createTls = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const target = { host: String(options.host), port: Number(options.port) };
    openTunnel(proxy, target, TUNNEL_TIMEOUT_MS).then(
      socket => done?.(null, createTls({ ...options, socket } as typeof options)!),
      error => done?.(error, undefined as never),
    );
    return undefined;
  };
  return agent;
}
