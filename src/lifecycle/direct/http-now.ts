import { ContentType } from '../../otlp/fields';
import type { Exchange } from './exchange';
import type { SocketNow } from './socket-now';

/** Posts each batch on a connection of its own and reads the status of the reply. Throws at the first one refused. */
export function postNow(exchange: Exchange): void {
  for (const { body } of exchange.batches) {
    const socket = exchange.open(
      Buffer.concat([Buffer.from(requestHead(exchange, body.length), 'latin1'), body]),
    );
    const status = readStatus(socket);
    if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
    exchange.accepted();
  }
}

/** Uncompressed whatever the setting says: the receiver takes both, and loading zlib is what costs time here. */
function requestHead({ target, connection }: Exchange, length: number): string {
  const headers: Record<string, string | number> = {
    host: target.authority,
    ...connection.headers,
    'content-type': connection.body === 'otlp-protobuf' ? ContentType.protobuf : ContentType.json,
    'content-length': length,
    'user-agent': connection.userAgent,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${String(value).replace(/[\r\n]/g, '')}`,
  );
  return [`POST ${target.path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** The first line says it all: "HTTP/1.1 200 OK"; interim replies (1xx) come before it. */
function readStatus(socket: SocketNow): number {
  let text = '';
  for (;;) {
    const reply = /^(?:HTTP\/1\.[01] 1\d\d [\s\S]*?\r\n\r\n)*HTTP\/1\.[01] ([2-9]\d\d)/.exec(text);
    if (reply !== null) return Number(reply[1]);
    if (text.length > 8 && !text.startsWith('HTTP/1.')) throw new Error('the reply is not HTTP');
    const bytes = socket.read();
    if (bytes.length === 0) throw new Error('the connection was closed before the reply');
    text += Buffer.from(bytes).toString('latin1');
  }
}
