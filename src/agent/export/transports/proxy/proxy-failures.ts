import type { IncomingMessage } from 'node:http';
import type { Destination, HttpProxy } from '../../../../shared/otlp/destination';
import type { SendResult } from '../../types';
import { isPlainServer } from '../network-errors';
import { shortText } from '../replies';

/** End of a tunnel. */
export type TunnelTarget = Pick<Destination, 'host' | 'port'>;

/** Failure of the proxy itself: its message is the whole reason. */
export class ProxyFailure extends Error {}

/** Result for a failure of the proxy: the receiver was not asked, so that another try may succeed. */
export function proxyResult(reason: string): SendResult {
  return { kind: 'retryable', reason };
}

/** Describes a proxy that could not be reached. */
export function describeReach(proxy: HttpProxy, error: Error & { readonly code?: string }): string {
  const { code, message } = error;
  if (isPlainServer(error)) return `${nameOf(proxy)} does not speak TLS: use http:// in ${proxy.from}`;
  if (code?.startsWith('HPE_')) return `${nameOf(proxy)} does not answer in HTTP`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${nameOf(proxy)} has a host name that is not known (${code})`;
  if (message === 'socket hang up') return `${nameOf(proxy)} closed the connection without an answer`;
  return `${nameOf(proxy)} cannot be reached: ${shortText(Buffer.from(message || String(code ?? error.name)))}`;
}

/** Status and headers of a proxy's reply. */
type Reply = Pick<IncomingMessage, 'statusCode' | 'statusMessage' | 'headers'>;

/** Describes a refused tunnel. */
export function describeRefusal(proxy: HttpProxy, { host, port }: TunnelTarget, reply: Reply): string {
  if (reply.statusCode === 407) return wantsCredentials(proxy);
  const status = ['HTTP', reply.statusCode, shortText(Buffer.from(reply.statusMessage ?? ''))]
    .join(' ')
    .trim();
  return `${nameOf(proxy)} makes no connection to ${host}:${port}: ${status}; NO_PROXY=${host} goes past it`;
}

/**
 * Judges a reply that came by way of the proxy; undefined if it is the receiver's. Proxies name themselves in their
 * own replies; no OTLP receiver answers with a web page.
 */
export function judgeProxyReply(proxy: HttpProxy, reply: Reply, body: Buffer): SendResult | undefined {
  const { statusCode: status = 0, headers } = reply;
  if (status === 407) return proxyResult(wantsCredentials(proxy));
  if (status < 400) return undefined;
  const isOwn = OWN_HEADERS.some(name => headers[name] !== undefined) || SERVERS.test(String(headers.server));
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '');
  if (!isOwn && !isPage) return undefined;
  const text = (isPage && titleOf(body)) || shortText(isPage ? Buffer.from(reply.statusMessage ?? '') : body);
  const said = text === '' ? `HTTP ${status}` : `HTTP ${status} (${text})`;
  if (isOwn) return proxyResult(`${nameOf(proxy)} answered itself: ${said}`);
  const reason = `${said} is a web page, of ${nameOf(proxy)} or of what is behind it, and not an OTLP receiver's answer`;
  return RETRYABLE.has(status) ? proxyResult(reason) : { kind: 'permanent', reason };
}

const RETRYABLE = new Set([429, 502, 503, 504]);
const OWN_HEADERS = ['proxy-authenticate', 'proxy-status', 'x-squid-error'];
const SERVERS = /^(squid|tinyproxy|privoxy|mitmproxy)\b/i;

function wantsCredentials(proxy: HttpProxy): string {
  const { from, authorization } = proxy;
  return authorization === undefined
    ? `${nameOf(proxy)} wants credentials (HTTP 407): ${from} has none; write them before the host as user:password@`
    : `${nameOf(proxy)} does not take the credentials in ${from} (HTTP 407)`;
}

function nameOf({ url, from }: HttpProxy): string {
  return `the proxy at ${url} (${from})`;
}

/** Title of a page, else its text. */
function titleOf(page: Buffer): string {
  const text = page.toString('utf8', 0, 4096);
  const [, title] = /<title[^>]*>([^<]*)/i.exec(text) ?? [];
  return shortText(Buffer.from(title ?? text.replace(/<[^>]*>/g, ' '))).slice(0, 120);
}
