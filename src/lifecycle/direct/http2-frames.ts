/** Frame types, flags and settings of HTTP/2 that one request after another needs (RFC 9113, section 6). */
export const FrameType = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
} as const;
export const FrameFlag = { endStream: 1, ack: 1, endHeaders: 4 } as const;
export const INITIAL_WINDOW_SIZE = 4;
/** What an endpoint takes unless it says otherwise, in bytes. */
export const DEFAULT_WINDOW = 65_535;
export const MAX_FRAME_BYTES = 16_384;

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

const HEADER_BYTES = 9;

/** A frame as bytes: length (24 bits), type, flags, stream, payload. */
export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** The first whole frame of what was received, and what follows it; undefined when more has to be read. */
export function readFrame(received: Buffer): { frame: Frame; rest: Buffer } | undefined {
  if (received.length < HEADER_BYTES) return undefined;
  const end = HEADER_BYTES + received.readUIntBE(0, 3);
  if (received.length < end) return undefined;
  const streamId = received.readUInt32BE(5) & 0x7fff_ffff;
  const payload = received.subarray(HEADER_BYTES, end);
  return {
    frame: { type: received[3]!, flags: received[4]!, streamId, payload },
    rest: received.subarray(end),
  };
}

/**
 * Header fields as literals that are neither indexed nor Huffman-coded (RFC 7541, 6.2.2): nothing to keep between
 * requests, and credentials stay out of the receiver's table.
 */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0x10]),
    literal(name.toLowerCase()),
    literal(value),
  ]);
  return Buffer.concat(parts);
}

/** Length in a 7-bit prefix, continued seven bits at a time (RFC 7541, 5.1), then the text. */
function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const prefix = [127];
  let left = bytes.length - 127;
  for (; left >= 128; left = Math.floor(left / 128)) prefix.push((left % 128) | 128);
  return Buffer.concat([Buffer.from([...prefix, left]), bytes]);
}
