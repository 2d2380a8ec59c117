import type { Signal } from '../../types';
import { crc32 } from './crc32';

/*
 * A record is an encoded batch as it would be sent, behind a head of 40 bytes (numbers are little-endian). A file is
 * records one after another, without anything before, between or behind them.
 *
 *      0      4      5        6       7  8         16        24      28       32         36         40
 *     +------+------+--------+-------+--+---------+---------+-------+--------+----------+----------+--- - - ---+
 *     | mark |state |version |signal |0 |  lane   | ended,  | items | bytes  | checksum | checksum |   body    |
 *     |"oasp"|0 / A5|   1    | 0 1 2 |  |         |   ms    |       |of body | of body  | of head  |           |
 *     +------+------+--------+-------+--+---------+---------+-------+--------+----------+----------+--- - - ---+
 *             |                          |                                               |
 *             |                          |                                               from version to checksum of body
 *             |                          destination and signal: a part of a hash of the address, without headers or keys
 *             written again, in place, when the batch is delivered or dropped; no single flipped bit makes A5 of 0
 */
export const HEAD_BYTES = 40;

const MARK = 0x7073_616f;
const VERSION = 1;
const STATE_AT = 4;
const DONE = 0xa5;
const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];

/** Content of a record's head. */
export interface RecordHead {
  readonly signal: Signal;
  /** Destination and signal, as 16 hexadecimal digits. */
  readonly lane: string;
  /** Time at which the batch came, in milliseconds since 1970. */
  readonly endedMs: number;
  readonly items: number;
  /** Size of the body. */
  readonly bytes: number;
}

/** Record found in a file. */
export interface FoundRecord extends RecordHead {
  /** Place of its head in the file. */
  readonly at: number;
  /** True if the batch has been delivered or dropped. */
  readonly isDone: boolean;
}

/** Encodes the head in front of a body. */
export function encodeHead(
  { signal, lane, endedMs, items }: Omit<RecordHead, 'bytes'>,
  body: Uint8Array,
): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MARK, 0);
  head[5] = VERSION;
  head[6] = SIGNALS.indexOf(signal);
  head.write(lane, 8, 8, 'hex');
  head.writeDoubleLE(endedMs, 16);
  head.writeUInt32LE(items, 24);
  head.writeUInt32LE(body.length, 28);
  head.writeUInt32LE(crc32(body), 32);
  head.writeUInt32LE(crc32(head.subarray(5, 36)), 36);
  return head;
}

/** Byte that marks a record as done, and its place. */
export const DONE_MARK = Buffer.from([DONE]);
export const doneMarkAt = (recordAt: number): number => recordAt + STATE_AT;

/** Reads the head of a record at a place in bytes; undefined if there is none. `at` of the result is that place. */
export function headAt(bytes: Buffer, at: number): FoundRecord | undefined {
  const head = bytes.subarray(at, at + HEAD_BYTES);
  if (head.length < HEAD_BYTES) return undefined;
  if (head.readUInt32LE(0) !== MARK || crc32(head.subarray(5, 36)) !== head.readUInt32LE(36))
    return undefined;
  const signal = SIGNALS[head[6]!];
  if (head[5] !== VERSION || signal === undefined) return undefined;
  return {
    at,
    isDone: head[STATE_AT] === DONE,
    signal,
    lane: head.toString('hex', 8, 16),
    endedMs: head.readDoubleLE(16),
    items: head.readUInt32LE(24),
    bytes: head.readUInt32LE(28),
  };
}

/** Body of a record in bytes; undefined if it is not as it was written. */
export function bodyOf(bytes: Buffer, { at, bytes: length }: FoundRecord): Buffer | undefined {
  const body = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
  return crc32(body) === bytes.readUInt32LE(at + 32) ? body : undefined;
}
