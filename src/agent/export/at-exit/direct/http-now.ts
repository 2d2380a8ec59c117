import type { Destination } from '../../../../shared/otlp/destination';
import { withoutCredentials } from '../../transports/hide-credentials';
import { bodyFormatOf } from '../../transports/http/body-format';
import { classifyHttpReply } from '../../transports/http/http-status';
import type { Remainder } from '../remainder';
import { readHttpReply } from './http-reply';
import type { SocketNow } from './socket-now';

/**
 * Posts each batch on its own connection and reads the reply. `open` makes the connection and writes the request.
 * Throws if there is no reply.
 */
export function postNow(
  open: (request: Uint8Array) => SocketNow,
  destination: Destination,
  remainder: Remainder,
): void {
  const { readReply } = bodyFormatOf(destination);
  for (let batch = remainder.next; batch !== undefined; batch = remainder.next) {
    const head = Buffer.from(requestHead(destination, batch.body.length), 'latin1');
    const { body, ...reply } = readHttpReply(open(Buffer.concat([head, batch.body])));
    remainder.settle(
      withoutCredentials(classifyHttpReply(reply, body, readReply, destination.url), destination),
    );
  }
}

/**
 * Head of a request without compression, against the setting: receivers take both, and loading zlib takes the most time
 * here.
 */
function requestHead(destination: Destination, length: number): string {
  const headers: Record<string, string | number> = {
    host: destination.authority,
    ...destination.headers,
    'content-type': bodyFormatOf(destination).contentType,
    'content-length': length,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${String(value).replace(/[\r\n]/g, '')}`,
  );
  return [`POST ${destination.path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
