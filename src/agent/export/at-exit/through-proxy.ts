import type { Destination } from '../../../shared/otlp/destination';

/** Names the proxy that stands between the agent and an answer that did not come; empty for the direct way. */
export function throughProxy(destination: Destination | undefined): string {
  const proxy = destination?.proxy;
  return proxy === undefined ? '' : ` through the proxy at ${proxy.url} (${proxy.from})`;
}
