import { parseForwarded } from './forwarded';
import type { RequestHead } from './request-head';

/** Returns `client.address`: the client that the first proxy names, else the socket's peer; undefined once it is gone. */
export function clientAddress({ headers, socket }: RequestHead): string | undefined {
  const { forwarded, 'x-forwarded-for': forwardedFor } = headers;
  if (forwarded !== undefined) {
    const client = parseForwarded(forwarded).find(entry => entry.for)?.for;
    if (client !== undefined) return withoutPort(client);
  }
  const first = Array.isArray(forwardedFor) ? forwardedFor[0] : forwardedFor;
  return first ? withoutPort(first.split(',', 1)[0]!.trim()) : socket.remoteAddress || undefined;
}

/** `192.0.2.1:4711` -> `192.0.2.1`, `[2001:db8::1]:80` -> `2001:db8::1`; text that is no URL's address stays unchanged. */
export function withoutPort(text: string): string {
  if (SETTLED.test(text)) return text;
  try {
    const { hostname } = new URL(`http://${text}`);
    return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  } catch {
    return text;
  }
}

/** Matches an IPv4 address as URLs write it too, or an IPv6 address without brackets, which makes no URL. */
const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const SETTLED = new RegExp(`^(?:${BYTE}(?:\\.${BYTE}){3}|[\\da-fA-F]*:[\\da-fA-F]*:[\\da-fA-F:.]*)$`);
