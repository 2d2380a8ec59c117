import { CLOSED_SILENTLY, notHttp } from '../../transports/network-errors';
import type { SocketNow } from './socket-now';

export interface HttpReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Limit of a reply; the rest is cut, since its text is for a log line. */
const MAX_REPLY_BYTES = 64 * 1024;

/** Reads the reply to a request, past interim replies (1xx). Throws if nothing comes, or something other than HTTP. */
export function readHttpReply(socket: Pick<SocketNow, 'read'>): HttpReply {
  let received: Buffer = Buffer.alloc(0);
  for (;;) {
    const reply = parse(received, false);
    if (reply !== undefined) return reply;
    const bytes = socket.read();
    if (bytes.length === 0) return atEndOfStream(received);
    received = Buffer.concat([received, bytes]);
    if (!isHttp(received)) throw new Error(notHttp(received));
  }
}

/** Returns the reply at the end of the stream: a body without a length lasts until the connection is closed. */
function atEndOfStream(received: Buffer): HttpReply {
  const reply = parse(received, true);
  if (reply !== undefined) return reply;
  throw new Error(
    received.length === 0 ? CLOSED_SILENTLY : 'the connection broke in the middle of the reply',
  );
}

function isHttp(received: Buffer): boolean {
  const start = received.toString('latin1', 0, 7);
  return 'HTTP/1.'.startsWith(start);
}

/** Returns the reply, if all of it has come. */
function parse(received: Buffer, isEnded: boolean): HttpReply | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const rest = received.subarray(end + 4);
  const statusCode = Number(first.split(' ')[1]);
  if (statusCode < 200) return parse(rest, isEnded);
  const headers = Object.fromEntries(lines.map(readField));
  const body = readBody(statusCode, headers, rest, isEnded);
  return body && { statusCode, headers, body };
}

function readField(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
}

function readBody(
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  rest: Buffer,
  isEnded: boolean,
): Buffer | undefined {
  if (statusCode === 204 || statusCode === 304) return Buffer.alloc(0);
  if (rest.length >= MAX_REPLY_BYTES) return rest.subarray(0, MAX_REPLY_BYTES);
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) return readChunks(rest);
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (Number.isNaN(length)) return isEnded ? rest : undefined;
  return rest.length >= length ? rest.subarray(0, length) : undefined;
}

/** Joins chunks of `size in hexadecimal, line break, bytes, line break`, the last of size 0 (RFC 9112, 7.1). */
function readChunks(rest: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    const start = lineEnd + 2;
    if (rest.length < start + size) return undefined;
    chunks.push(rest.subarray(start, start + size));
    at = start + size + 2;
  }
}
