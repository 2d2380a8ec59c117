/** Frame types, flags and settings of HTTP/2 that a client's unary calls need (RFC 9113, section 6). */
export const FrameType = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
export const FrameFlag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const;
export const Setting = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
} as const;
/** Error code of a call that the receiver has not looked at. */
export const REFUSED = 7;
/** Error code of a call that its caller no longer wants. */
export const CANCEL = 8;
/** Bytes that an endpoint takes by default. */
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

/** Encodes a frame: length (24 bits), type, flags, stream, payload. */
export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  writeHead(bytes, [type, flags, streamId], payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Encodes the head of a frame whose payload of `length` bytes is written apart. */
export function frameHead(type: number, flags: number, streamId: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  writeHead(bytes, [type, flags, streamId], length);
  return bytes;
}

type Kind = readonly [type: number, flags: number, streamId: number];

function writeHead(bytes: Buffer, [type, flags, streamId]: Kind, length: number): void {
  bytes.writeUIntBE(length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
}

/** Encodes a frame whose payload is a number of 32 bits: RST_STREAM, WINDOW_UPDATE. */
export function numberFrame(type: number, streamId: number, value: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(value);
  return frame(type, 0, streamId, payload);
}

/** Encodes the frames of a request's header fields: more than one if they are longer than the receiver takes at once. */
export function headerFrames(streamId: number, block: Buffer, maxBytes: number): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at === 0 || at < block.length; at += maxBytes) {
    const flags = at + maxBytes >= block.length ? FrameFlag.endHeaders : 0;
    const type = at === 0 ? FrameType.headers : FrameType.continuation;
    frames.push(frame(type, flags, streamId, block.subarray(at, at + maxBytes)));
  }
  return Buffer.concat(frames);
}

/** Encodes settings as pairs of identifier (16 bits) and value (32 bits). */
export function settingsFrame(settings: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(6 * settings.length);
  settings.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, 6 * index);
    payload.writeUInt32BE(value, 6 * index + 2);
  });
  return frame(FrameType.settings, 0, 0, payload);
}

/** Reads a SETTINGS frame: values by their identifiers. */
export function readSettings({ payload }: Frame): Map<number, number> {
  const settings = new Map<number, number>();
  for (let at = 0; at + 6 <= payload.length; at += 6)
    settings.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
  return settings;
}

/** Payload without padding and without the priority of a HEADERS frame. */
export function contentOf({ type, flags, payload }: Frame): Buffer {
  const isPadded = (flags & FrameFlag.padded) !== 0;
  const padding = isPadded ? (payload[0] ?? 0) : 0;
  const hasPriority = type === FrameType.headers && (flags & FrameFlag.priority) !== 0;
  return payload.subarray(Number(isPadded) + (hasPriority ? 5 : 0), payload.length - padding);
}

/** Returns the first whole frame of the received bytes and the rest; undefined if more has to be read. */
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
 * Encodes header fields as literals that are neither indexed nor Huffman-coded (RFC 7541, 6.2.2): nothing has to be
 * kept between requests, and credentials stay out of the receiver's table.
 */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0x10]),
    literal(name.toLowerCase()),
    literal(value),
  ]);
  return Buffer.concat(parts);
}

/** Encodes a text: its length in a 7-bit prefix, continued seven bits at a time (RFC 7541, 5.1), then its bytes. */
function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const prefix = [127];
  let left = bytes.length - 127;
  for (; left >= 128; left = Math.floor(left / 128)) prefix.push((left % 128) | 128);
  return Buffer.concat([Buffer.from([...prefix, left]), bytes]);
}
