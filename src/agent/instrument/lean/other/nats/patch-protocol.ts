import { patchFunction } from '../../patch-function';
import { takeContext, withContext } from './outgoing';
import type { Protocol } from './types';

/**
 * Puts the context into messages as they are written; returns a function that undoes it. Not into messages for servers without
 * headers (before 2.2), for servers that are not known while there is no connection, and where it would make a message too large.
 */
export function patchProtocol(prototype: Protocol): () => void {
  const { publish } = prototype;
  return patchFunction(prototype, 'publish', function (subject, payload, options) {
    const context = takeContext();
    if (context === undefined || this.info?.headers !== true)
      return publish.call(this, subject, payload, options);
    const sent = { ...options, headers: withContext(options?.headers, context) };
    try {
      publish.call(this, subject, payload, sent);
    } catch {
      // The client refuses a message before it writes any of it.
      return publish.call(this, subject, payload, options);
    }
    if (options !== undefined) options.reply = sent.reply ?? '';
  });
}
