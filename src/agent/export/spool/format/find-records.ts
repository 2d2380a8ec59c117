import type { Steps } from '../disk';
import { type FoundRecord, HEAD_BYTES, headAt } from './record';

/** Bytes of a file that are read as they are needed. */
export interface ByteSource {
  readonly size: number;
  /** Returns bytes from a place on, at least `least` of them. They are valid until the next call. */
  from(at: number, least: number): Steps<Buffer>;
}

/**
 * Records of a file, as far as they can be told apart, and the file's ending: `whole`; `torn` within a record, as its
 * writer was ended; `damaged`, with bytes that are no record.
 */
export interface FoundRecords {
  readonly records: readonly FoundRecord[];
  readonly ending: 'whole' | 'torn' | 'damaged';
}

/** Finds the records of a file by their heads. Bodies are not looked at: `bodyOf` does that, when a body is needed. */
export function* findRecords(file: ByteSource): Steps<FoundRecords> {
  const records: FoundRecord[] = [];
  for (let at = 0; at < file.size; ) {
    if (file.size - at < HEAD_BYTES || (yield* isEmpty(file, at))) return { records, ending: 'torn' };
    const record = headAt(yield* file.from(at, HEAD_BYTES), 0);
    if (record === undefined) return { records, ending: 'damaged' };
    const end = at + HEAD_BYTES + record.bytes;
    if (end > file.size) return { records, ending: 'torn' };
    records.push({ ...record, at });
    at = end;
  }
  return { records, ending: 'whole' };
}

/** True if nothing but zeros follows: a file system may keep a file's new length and lose the bytes. */
function* isEmpty(file: ByteSource, start: number): Steps<boolean> {
  for (let at = start; at < file.size; ) {
    const bytes = yield* file.from(at, 1);
    if (bytes.some(byte => byte !== 0)) return false;
    at += bytes.length;
  }
  return true;
}
