import { RecordChunk } from '../records/record-chunk';
import { RecordStore } from '../records/record-store';

/** Metrics a chunk can hold: each is an instrument with the points of one export. */
const CHUNK_METRICS = 2048;
const ROW_BYTES = 20;
/** Bytes of an entry in the table of instruments, beside its name. */
const INSTRUMENT_BYTES = 120;

/** An instrument of one origin within a chunk. */
export interface ChunkInstrument {
  readonly origin: number;
  readonly name: string;
  /** Index of its newest metric. */
  last: number;
  points: number;
}

/** A run of metrics; their time is that of the newest point. */
export class MetricChunk extends RecordChunk {
  /** Number of the instrument in `instruments`. */
  readonly instrument = new Uint16Array(CHUNK_METRICS);
  readonly instruments: ChunkInstrument[] = [];
  readonly #numbers = new Map<string, number>();
  #instrumentBytes = 0;

  constructor() {
    super(CHUNK_METRICS, ROW_BYTES);
  }

  override get bytes(): number {
    return super.bytes + this.#instrumentBytes;
  }

  /** Tells which instrument the metric at `index` is of, and how many points it has. */
  describe(index: number, name: string, points: number): void {
    const origin = this.origin[index]!;
    const key = `${origin} ${name}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.instruments.push({ origin, name, last: index, points: 0 }) - 1;
      this.#numbers.set(key, number);
      this.#instrumentBytes += INSTRUMENT_BYTES + 4 * name.length;
    }
    const instrument = this.instruments[number]!;
    instrument.last = index;
    instrument.points += points;
    this.instrument[index] = number;
  }
}

/** Data points of metrics, in chunks. */
export class MetricStore extends RecordStore<MetricChunk> {
  /** `room` tells how many bytes it may hold at the moment. */
  constructor(room: () => number) {
    super(room, () => new MetricChunk());
  }
}
