import { ContentType, ServicePath } from '../../otlp/fields';
import type { Signal } from '../../pipeline/types';
import type { Exchange } from './exchange';
import {
  DEFAULT_WINDOW,
  type Frame,
  FrameFlag,
  FrameType,
  frame,
  headerBlock,
  INITIAL_WINDOW_SIZE,
  MAX_FRAME_BYTES,
  PREFACE,
  readFrame,
} from './http2-frames';
import type { SocketNow } from './socket-now';

/**
 * Calls Export for each batch, one stream after another on one HTTP/2 connection. A stream that the receiver ends
 * counts as taken: its grpc-status is compressed, and there is nobody left to act on it. Throws when the receiver resets.
 */
export function callNow(exchange: Exchange): void {
  const settings = frame(FrameType.settings, 0, 0);
  const receiver = createReceiver(exchange.open(Buffer.concat([PREFACE, settings])));
  exchange.batches.forEach(({ signal, body }, index) => {
    const streamId = 2 * index + 1;
    const flags = FrameFlag.endHeaders;
    receiver.begin(
      streamId,
      frame(FrameType.headers, flags, streamId, headerBlock(requestHeaders(exchange, signal))),
    );
    receiver.send(Buffer.concat([messagePrefix(body.length), body]));
    receiver.awaitEnd();
    exchange.accepted();
  });
}

function requestHeaders(
  { target, connection, deadlineMs }: Exchange,
  signal: Signal,
): Record<string, string> {
  const leftMs = Math.max(1, Math.ceil(deadlineMs - process.uptime() * 1000));
  return {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': ServicePath[signal].grpc,
    ':authority': target.authority,
    'grpc-timeout': `${leftMs}m`,
    'content-type': ContentType.grpc,
    te: 'trailers',
    'user-agent': connection.userAgent,
    ...connection.headers,
  };
}

/** "Not compressed", and the length of the message in 32 bits. */
function messagePrefix(length: number): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

/** The other end of the connection: what it lets us send, and when it is done with a stream. */
function createReceiver(socket: SocketNow) {
  let received = Buffer.alloc(0);
  let initialWindow = DEFAULT_WINDOW;
  let connectionWindow = DEFAULT_WINDOW;
  let streamWindow = 0;
  let streamId = 0;
  let isEnded = false;

  function begin(id: number, headers: Buffer): void {
    streamId = id;
    streamWindow = initialWindow;
    isEnded = false;
    socket.write(headers);
  }

  function send(message: Buffer): void {
    for (let at = 0; at < message.length; ) {
      const size = Math.min(MAX_FRAME_BYTES, message.length - at, connectionWindow, streamWindow);
      if (isEnded) return; // An answer before the end of the question: it was refused.
      if (size <= 0) {
        handle(nextFrame());
        continue;
      }
      const flags = at + size === message.length ? FrameFlag.endStream : 0;
      socket.write(frame(FrameType.data, flags, streamId, message.subarray(at, at + size)));
      connectionWindow -= size;
      streamWindow -= size;
      at += size;
    }
  }

  function awaitEnd(): void {
    while (!isEnded) handle(nextFrame());
  }

  function nextFrame(): Frame {
    for (;;) {
      const next = readFrame(received);
      if (next !== undefined) {
        received = Buffer.from(next.rest);
        return next.frame;
      }
      const bytes = socket.read();
      if (bytes.length === 0) throw new Error('the connection was closed before the reply');
      received = Buffer.concat([received, bytes]);
      if (received.subarray(0, 5).toString('latin1') === 'HTTP/')
        throw new Error('the receiver does not speak gRPC');
    }
  }

  function handle({ type, flags, payload, ...next }: Frame): void {
    const isOurs = next.streamId === streamId;
    if (type === FrameType.settings && !(flags & FrameFlag.ack)) applySettings(payload);
    else if (type === FrameType.ping && !(flags & FrameFlag.ack))
      socket.write(frame(FrameType.ping, FrameFlag.ack, 0, payload));
    else if (type === FrameType.windowUpdate) widen(next.streamId, payload.readUInt32BE(0));
    else if (type === FrameType.resetStream && isOurs) throw new Error('the receiver reset the stream');
    else if (type === FrameType.goAway && payload.readUInt32BE(0) < streamId)
      throw new Error('the receiver is going away');
    else if ((type === FrameType.headers || type === FrameType.data) && isOurs)
      isEnded ||= (flags & FrameFlag.endStream) !== 0;
  }

  function widen(id: number, by: number): void {
    if (id === 0) connectionWindow += by;
    else if (id === streamId) streamWindow += by;
  }

  /** Pairs of identifier (16 bits) and value (32 bits). */
  function applySettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== INITIAL_WINDOW_SIZE) continue;
      const window = payload.readUInt32BE(at + 2);
      streamWindow += window - initialWindow;
      initialWindow = window;
    }
    socket.write(frame(FrameType.settings, FrameFlag.ack, 0));
  }

  return { begin, send, awaitEnd };
}
