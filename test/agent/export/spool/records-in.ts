import { runNow } from '../../../../src/agent/export/spool/disk';
import { type FoundRecords, findRecords } from '../../../../src/agent/export/spool/format/find-records';

/** Fewer than a head has: each look begins at a place of its own. */
const WINDOW_BYTES = 7;

/** Finds the records in the content of a file, which is read a few bytes at a time. */
export function recordsIn(content: Buffer): FoundRecords {
  return runNow(
    findRecords({
      size: content.length,
      // biome-ignore lint/correctness/useYield: it has all bytes
      *from(at, least) {
        const bytes = content.subarray(at, at + Math.max(least, WINDOW_BYTES));
        if (bytes.length < least) throw new Error('read beyond the end');
        return bytes;
      },
    }),
  );
}
