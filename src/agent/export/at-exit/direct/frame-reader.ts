import { createFrameParser } from '../../transports/grpc/http2/frame-parser';
import type { Frame } from '../../transports/grpc/http2/frames';
import { CLOSED_SILENTLY } from '../../transports/network-errors';
import type { SocketNow } from './socket-now';

/** Reads the frames of a connection in turn; the function throws at its end, and if it is not HTTP/2. */
export function createFrameReader(socket: Pick<SocketNow, 'read'>): () => Frame {
  const parser = createFrameParser();
  const frames: Frame[] = [];
  let isStart = true;

  return () => {
    for (;;) {
      const next = frames.shift();
      if (next !== undefined) return next;
      const bytes = socket.read();
      if (bytes.length === 0)
        throw new Error(isStart ? CLOSED_SILENTLY : 'the connection was closed before the reply');
      frames.push(...parser.take(Buffer.from(bytes)));
      isStart &&= frames.length === 0;
    }
  };
}
