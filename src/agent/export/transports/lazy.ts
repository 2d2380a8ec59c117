import type { Transport } from '../types';

/** Makes a transport whose code is loaded when the first batch leaves, after the app has started. */
export function lazyTransport(load: () => Transport): Transport {
  let transport: Transport | undefined;
  return {
    async send(batch, timeoutMs) {
      transport ??= load();
      return transport.send(batch, timeoutMs);
    },
    close() {
      transport?.close();
    },
  };
}
