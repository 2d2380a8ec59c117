import type { Answered, UndiciRequest } from './messages';
import type { UndiciCall } from './undici-call';

type Upgraded = (
  status: number | null,
  headers: Answered['response']['headers'],
  ...others: unknown[]
) => unknown;

/**
 * Ends the call when the server takes up another protocol, as for a WebSocket. Releases of undici before 6.29 and 8.12, so
 * the copies in Node 20 to 26 too, publish nothing then; newer ones publish after this.
 */
export function endUpgraded(request: UndiciRequest, call: UndiciCall): void {
  if (!request.upgrade) return;
  for (const name of ['onUpgrade', 'onRequestUpgrade']) {
    const original: unknown = Reflect.get(request, name);
    if (typeof original !== 'function') continue;
    const upgraded: Upgraded = function (this: unknown, status, headers, ...others) {
      // A WebSocket over HTTP/2 has no status here.
      if (status !== null) call.answer({ request, response: { statusCode: status, headers } });
      call.end();
      return original.call(this, status, headers, ...others);
    };
    Object.defineProperty(request, name, { value: upgraded, configurable: true, writable: true });
  }
}
