/** Reads the fields of a request of Kafka's protocol, in their order. */
export class FieldReader {
  #bytes;
  #at = 0;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  int8 = () => this.#bytes.readInt8(this.#skip(1));
  int16 = () => this.#bytes.readInt16BE(this.#skip(2));
  int32 = () => this.#bytes.readInt32BE(this.#skip(4));
  int64 = () => this.#bytes.readBigInt64BE(this.#skip(8));

  /** An absent text is empty. */
  text = () => this.#take(this.int16()).latin1Slice();
  bytes = () => this.#take(this.int32());

  /** @template Item @param {() => Item} item @returns {Item[]} */
  list = item => Array.from({ length: Math.max(0, this.int32()) }, item);

  #take(length) {
    const start = this.#skip(Math.max(0, length));
    return this.#bytes.subarray(start, this.#at);
  }

  #skip(length) {
    this.#at += length;
    return this.#at - length;
  }
}

const bytesOf = (length, write) => {
  const bytes = Buffer.alloc(length);
  bytes[write[0]](write[1]);
  return bytes;
};

export const int8 = value => bytesOf(1, ['writeInt8', value]);
export const int16 = value => bytesOf(2, ['writeInt16BE', value]);
export const int32 = value => bytesOf(4, ['writeInt32BE', value]);
export const int64 = value => bytesOf(8, ['writeBigInt64BE', BigInt(value)]);
export const text = value => Buffer.concat([int16(value.length), Buffer.from(value, 'latin1')]);
export const bytes = value => Buffer.concat([int32(value.length), value]);

/** Each item is a buffer, or the list of its fields. */
export const list = items => Buffer.concat([int32(items.length), ...items.flat(Infinity)]);
