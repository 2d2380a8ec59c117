import { Origins } from '../origins';

/** Records up to this length are copied byte by byte, which costs less than a view of them. */
const SHORT = 32;

/** A run of log records or metrics: origin and time in columns, the record itself as the message that came. */
export class RecordChunk {
  count = 0;
  readonly origins = new Origins();
  readonly origin: Uint16Array;
  /** Unix milliseconds. */
  readonly timeMs: Float64Array;
  readonly #maxRecords: number;
  readonly #rowBytes: number;
  readonly #starts: Uint32Array;
  #records = new Uint8Array(16_384);
  /** Bytes of records and origins, counted anew where one of them has grown: a request may hold millions of empty records. */
  #heldBytes = 0;

  /** `rowBytes` are what the columns take for each record. */
  constructor(maxRecords: number, rowBytes: number) {
    this.#maxRecords = maxRecords;
    this.#rowBytes = rowBytes;
    this.origin = new Uint16Array(maxRecords);
    this.timeMs = new Float64Array(maxRecords);
    this.#starts = new Uint32Array(maxRecords + 1);
  }

  get bytes(): number {
    return this.count * this.#rowBytes + this.#heldBytes;
  }

  /** Keeps the message `source[from .. to)`; returns its index. */
  append(source: Uint8Array, from: number, to: number, origin: number): number {
    const at = this.#starts[this.count]!;
    const next = at + to - from;
    if (next > this.#records.length) {
      const larger = new Uint8Array(Math.max(next, this.#records.length * 2));
      larger.set(this.#records);
      this.#records = larger;
      this.#countHeld();
    }
    if (to - from > SHORT) this.#records.set(source.subarray(from, to), at);
    else for (let byte = from; byte < to; byte++) this.#records[at + byte - from] = source[byte]!;
    this.#starts[this.count + 1] = next;
    this.origin[this.count] = origin;
    if (this.count === 0 || origin !== this.origin[this.count - 1]) this.#countHeld();
    return this.count++;
  }

  /** The record's message. */
  recordOf(index: number): Uint8Array {
    return this.#records.subarray(this.#starts[index]!, this.#starts[index + 1]!);
  }

  seal(): void {
    this.#records = this.#records.slice(0, this.#starts[this.count]!);
    this.origins.seal();
    this.#countHeld();
  }

  isFull(maxBytes: number): boolean {
    return this.count === this.#maxRecords || this.bytes >= maxBytes;
  }

  #countHeld(): void {
    this.#heldBytes = this.#records.length + this.origins.bytes;
  }
}
