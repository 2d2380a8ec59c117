import { randomBytes } from 'node:crypto';

/** Kinds of WebSocket frames (RFC 6455, 5.2). */
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Message of a WebSocket, or a control frame. */
export interface Incoming {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Makes a frame as clients send it: whole, and masked. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let index = 0; index < masked.length; index++) masked[index]! ^= mask[index % 4]!;
  return Buffer.concat([headOf(opcode, payload.length), mask, masked]);
}

const FINAL = 0x80;
const MASKED = 0x80;

function headOf(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL | opcode, MASKED | length]);
  if (length < 65_536) return Buffer.from([FINAL | opcode, MASKED | 126, length >> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head[0] = FINAL | opcode;
  head[1] = MASKED | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/**
 * Gathers a server's bytes into messages. Throws if they break the protocol, or if a message has more than `maxBytes`:
 * no more than that is ever held.
 */
export class FrameReader {
  readonly #maxBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #partsBytes = 0;
  #opcode: number = Opcode.continuation;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *read(bytes: Buffer): Generator<Incoming> {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame()) {
      const { isFinal, opcode, payload } = frame;
      if (opcode >= Opcode.close) {
        yield { opcode, payload };
        continue;
      }
      if ((opcode === Opcode.continuation) !== this.#parts.length > 0)
        throw new Error('the server broke a WebSocket message');
      if (opcode !== Opcode.continuation) this.#opcode = opcode;
      this.#parts.push(payload);
      this.#partsBytes += payload.length;
      if (!isFinal) continue;
      const whole = { opcode: this.#opcode, payload: Buffer.concat(this.#parts) };
      this.#parts = [];
      this.#partsBytes = 0;
      yield whole;
    }
  }

  /** Takes a frame off the gathered bytes; undefined while it is not whole. */
  #frame(): (Incoming & { readonly isFinal: boolean }) | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 2) return undefined;
    const [first, second] = [bytes[0]!, bytes[1]!];
    const opcode = first & 0x0f;
    const short = second & 0x7f;
    if ((first & 0x70) !== 0 || (second & MASKED) !== 0)
      throw new Error('the server sent a WebSocket frame that was not agreed upon');
    const isControl = opcode >= Opcode.close;
    if (isControl && (short > 125 || (first & FINAL) === 0))
      throw new Error('the server sent a WebSocket control frame that is too large');
    const start = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < start) return undefined;
    const length =
      short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    // Each part counts for its memory, however short it is.
    if (this.#partsBytes + length > this.#maxBytes || this.#parts.length > MAX_PARTS)
      throw new Error(`the server sent a message of more than ${this.#maxBytes} bytes`);
    if (bytes.length < start + length) return undefined;
    this.#bytes = bytes.subarray(start + length);
    return { isFinal: (first & FINAL) !== 0, opcode, payload: bytes.subarray(start, start + length) };
  }
}

const MAX_PARTS = 10_000;
