import { RecordChunk } from '../records/record-chunk';
import { RecordStore } from '../records/record-store';

/** Records a chunk can hold. */
const CHUNK_RECORDS = 8192;
const ROW_BYTES = 38;

/** A run of log records; their time is that of the event, else of when it was observed. */
export class LogChunk extends RecordChunk {
  /** Four words of trace id and two of span id each; zeros if a record has none. */
  readonly ids = new Int32Array(CHUNK_RECORDS * 6);
  readonly severity = new Uint8Array(CHUNK_RECORDS);

  constructor() {
    super(CHUNK_RECORDS, ROW_BYTES);
  }
}

export class LogStore extends RecordStore<LogChunk> {
  /** `room` tells how many bytes it may hold at the moment. */
  constructor(room: () => number) {
    super(room, () => new LogChunk());
  }
}
