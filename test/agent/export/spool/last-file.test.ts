import fs, { readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { runNow } from '../../../../src/agent/export/spool/disk';
import { Store } from '../../../../src/agent/export/spool/store';
import { laneIn } from './lane-in';
import { makeSpoolFolder, type SpoolFolder } from './spool-folder';

/* File that a process writes at its end, without a folder of its own. */

const BODY_BYTES = 1000;

let folder: SpoolFolder;
beforeEach(() => {
  folder = makeSpoolFolder();
});
afterEach(() => folder.remove());

/** Writes a batch as a process that ends. */
function leaveOne(): void {
  const lane = laneIn(folder);
  expect(lane.keep({ signal: 'traces', body: Buffer.alloc(BODY_BYTES), items: 7 })).toBe(true);
  expect(lane.close()).toEqual([]);
}

/** Leaves a file as a process that was killed while it wrote; returns its lane and its path. */
function leaveHalf(): { lane: string; place: string } {
  leaveOne();
  const [file] = folder.files() as [string];
  const [lane, created, unique] = path.basename(file).split('-') as [string, string, string];
  const place = path.join(folder.spool, `${lane}-${created}-${unique}.open`);
  renameSync(file, place);
  return { lane, place };
}

function storeAt(ms: number, evicted: string[] = []): Store {
  return new Store({
    base: folder.base,
    maxBytes: 128 * 1024,
    maxAgeMs: 1e9,
    nowMs: () => ms,
    onEvicted: one => evicted.push(one.path),
    onStranger() {},
  });
}

test('the end of a process makes and removes no folder', () => {
  leaveOne();
  const making = jest.spyOn(fs, 'mkdirSync');
  const removing = jest.spyOn(fs, 'rmdirSync');
  leaveOne();
  const made = making.mock.calls.map(([place]) => path.basename(String(place)));
  expect(made.filter(name => name.startsWith('held-'))).toEqual([]);
  expect(removing).not.toHaveBeenCalled();
  making.mockRestore();
  removing.mockRestore();
  expect(readdirSync(folder.spool)).toEqual([
    expect.stringMatching(/-1040-7\.batches$/),
    expect.stringMatching(/-1040-7\.batches$/),
  ]);
});

test('such a file is taken by others after 30 s of silence', () => {
  const { lane, place } = leaveHalf();
  const { mtimeMs } = statSync(place);
  expect(runNow(storeAt(mtimeMs + 29_000).claim(lane))).toBeUndefined();
  expect(runNow(storeAt(mtimeMs + 31_000).claim(lane))).toMatchObject({
    name: { lane, closed: { bytes: BODY_BYTES + 40, items: 0 } },
  });
});

test('such a file makes room for others after 30 s of silence', () => {
  const { place } = leaveHalf();
  const { mtimeMs } = statSync(place);
  const evicted: string[] = [];
  expect(() => runNow(storeAt(mtimeMs + 29_000, evicted).makeRoom(128 * 1024))).toThrow('fill it');
  expect(evicted).toEqual([]);
  runNow(storeAt(mtimeMs + 31_000, evicted).makeRoom(128 * 1024));
  expect(evicted).toEqual([place]);
});
