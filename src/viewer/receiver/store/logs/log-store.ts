import { RecordStore } from '../records/record-store';
import { LogChunk } from './log-chunk';

/** Log records, in chunks. */
export class LogStore extends RecordStore<LogChunk> {
  /** `room` tells how many bytes it may hold at the moment. */
  constructor(room: () => number) {
    super(room, () => new LogChunk());
  }
}
