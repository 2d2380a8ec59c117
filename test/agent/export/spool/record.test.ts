import { crc32, crc32InJavaScript } from '../../../../src/agent/export/spool/format/crc32';
import {
  bodyOf,
  DONE_MARK,
  doneMarkAt,
  encodeHead,
  HEAD_BYTES,
} from '../../../../src/agent/export/spool/format/record';
import * as fc from '../../../fast-check';
import { recordsIn } from './records-in';

const LANE = '0123456789abcdef';
const batches = fc.array(
  fc.record({
    signal: fc.constantFrom('traces' as const, 'metrics' as const, 'logs' as const),
    body: fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
    items: fc.integer({ min: 1, max: 512 }),
    endedMs: fc.integer({ min: 0, max: 2e12 }),
  }),
  { minLength: 1, maxLength: 5 },
);

const fileOf = (
  all: readonly { signal: 'traces' | 'metrics' | 'logs'; body: Buffer; items: number; endedMs: number }[],
) => Buffer.concat(all.flatMap(one => [encodeHead({ ...one, lane: LANE }, one.body), one.body]));
const bodiesIn = (file: Buffer) => recordsIn(file).records.map(record => bodyOf(file, record));

test('a file gives back what was written', () => {
  fc.assert(
    fc.property(batches, all => {
      const file = fileOf(all);
      const { records, ending } = recordsIn(file);
      expect(ending).toBe('whole');
      expect(records.map(({ at, bytes, isDone, ...head }) => head)).toEqual(
        all.map(({ body, ...head }) => ({ ...head, lane: LANE })),
      );
      expect(bodiesIn(file)).toEqual(all.map(({ body }) => body));
    }),
  );
});

test('of a file cut off anywhere in its last record, all others are left', () => {
  fc.assert(
    fc.property(batches, all => {
      const file = fileOf(all);
      const lastAt = file.length - HEAD_BYTES - all.at(-1)!.body.length;
      const others = all.slice(0, -1).map(({ body }) => body);
      for (let end = lastAt + 1; end < file.length; end++) {
        const cut = file.subarray(0, end);
        expect(recordsIn(cut).ending).toBe('torn');
        expect(bodiesIn(cut)).toEqual(others);
        // Damaged as by a file system that keeps the length and loses the bytes.
        const empty = Buffer.concat([file.subarray(0, lastAt), Buffer.alloc(end - lastAt)]);
        expect(recordsIn(empty).ending).toBe('torn');
        expect(bodiesIn(empty)).toEqual(others);
      }
    }),
    { numRuns: 20 },
  );
});

test('no flipped bit gives another batch than was written', () => {
  fc.assert(
    fc.property(batches, all => {
      const file = fileOf(all);
      const bodies = all.map(({ body }) => body.toString('hex'));
      for (let bit = 0; bit < file.length * 8; bit++) {
        const flipped = Buffer.from(file);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const { records } = recordsIn(flipped);
        expect(records.some(({ isDone }) => isDone)).toBe(false);
        for (const [index, record] of records.entries()) {
          const body = bodyOf(flipped, record)?.toString('hex');
          if (body !== undefined) expect(body).toBe(bodies[index]);
        }
      }
    }),
    { numRuns: 5 },
  );
});

test('a record is marked in place', () => {
  const one = { signal: 'traces', lane: LANE, endedMs: 5, items: 3 } as const;
  const file = fileOf([
    { ...one, body: Buffer.from('first') },
    { ...one, body: Buffer.from('second') },
  ]);
  DONE_MARK.copy(file, doneMarkAt(0));
  expect(recordsIn(file).records.map(({ isDone }) => isDone)).toEqual([true, false]);
  expect(bodiesIn(file).map(String)).toEqual(['first', 'second']);
});

test('both ways to a checksum agree', () => {
  expect(crc32InJavaScript(Buffer.from('123456789'))).toBe(0xcbf4_3926);
  fc.assert(fc.property(fc.uint8Array(), bytes => expect(crc32InJavaScript(bytes)).toBe(crc32(bytes))));
});
