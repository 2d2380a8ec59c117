import { LOOKS_LIKE_HTTP, SPEAKS_TLS } from '../../network-errors';
import { type Frame, MAX_FRAME_BYTES, readFrame } from './frames';

const TLS_ALERT = 0x15;

/** The receiver does not speak HTTP/2; the message says what to change. */
export class OtherProtocol extends Error {}

/** Cuts what comes on a connection into whole frames. Throws if it is not HTTP/2. */
export interface FrameParser {
  take(bytes: Buffer): Frame[];
  /** True if a frame has come in part. */
  readonly isInFrame: boolean;
}

export function createFrameParser(): FrameParser {
  let received: Buffer = Buffer.alloc(0);
  let isStart = true;

  return {
    get isInFrame() {
      return received.length > 0;
    },
    take(bytes) {
      received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
      if (isStart) refuseOthers(received);
      const frames: Frame[] = [];
      for (let next = readFrame(received); next !== undefined; next = readFrame(received)) {
        frames.push(next.frame);
        received = next.rest;
        isStart = false;
      }
      if (received.length >= 3 && received.readUIntBE(0, 3) > MAX_FRAME_BYTES)
        throw new OtherProtocol(`the receiver does not speak gRPC here: ${LOOKS_LIKE_HTTP}`);
      return frames;
    },
  };
}

/** Throws if the first bytes show another protocol. */
function refuseOthers(received: Buffer): void {
  if (received[0] === TLS_ALERT) throw new OtherProtocol(SPEAKS_TLS);
  if (received.toString('latin1', 0, 5) === 'HTTP/')
    throw new OtherProtocol(`the receiver does not speak gRPC here: ${LOOKS_LIKE_HTTP}`);
}
