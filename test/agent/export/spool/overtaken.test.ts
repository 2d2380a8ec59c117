import fs, { readdirSync, readFileSync } from 'node:fs';
import { bodyOf } from '../../../../src/agent/export/spool/format/record';
import { until } from './deliver';
import { laneIn } from './lane-in';
import { recordsIn } from './records-in';
import { makeSpoolFolder } from './spool-folder';

/* Calls that are under way when the process ends, on a machine whose threads are late. */

const BATCH_BYTES = 100_000;
const BATCHES = 60;

test('a late write goes to its own file, though others have been opened since', async () => {
  const folder = makeSpoolFolder();
  const late: Parameters<typeof fs.writevSync>[] = [];
  const writing = jest.spyOn(fs, 'writev').mockImplementation(((
    ...[fd, parts, position, done]: unknown[]
  ) => {
    late.push([fd, parts, position] as (typeof late)[number]);
    answers.push(done as () => void);
  }) as typeof fs.writev);
  const answers: (() => void)[] = [];
  const writeLate = () => late.splice(0).map(args => fs.writevSync(...args));
  const { closeSync } = fs;
  let opened = 0;
  const opening = jest.spyOn(fs, 'closeSync').mockImplementation(fd => {
    // The second file under that number.
    if (fd === late[0]?.[0] && ++opened === 2) writeLate();
    closeSync(fd);
  });
  const lane = laneIn(folder, { heldBytes: () => Number.MAX_SAFE_INTEGER });
  const take = (index: number) =>
    lane.take({ signal: 'traces', body: Buffer.alloc(BATCH_BYTES, index), items: 1 }, false);

  for (let index = 0; index < BATCHES / 10; index++) take(index);
  await until(() => late.length > 0);
  for (let index = BATCHES / 10; index < BATCHES; index++) take(index);
  lane.close();
  writeLate();
  for (const answer of answers) answer();
  writing.mockRestore();
  opening.mockRestore();

  const files = folder.files().map(file => readFileSync(file));
  const bodies = files.flatMap(content => recordsIn(content).records.map(one => bodyOf(content, one)?.[0]));
  expect(files.length).toBeGreaterThan(1);
  expect(bodies.sort((a, b) => a! - b!)).toEqual(Array.from({ length: BATCHES }, (_, index) => index));
  folder.remove();
});

test("a late removal of the thread's empty folder is made at the end", async () => {
  const folder = makeSpoolFolder();
  const removing = jest.spyOn(fs, 'rmdir').mockImplementation(() => {});
  const lane = laneIn(folder, { adopt: ({ kept }) => kept?.done() });
  lane.take({ signal: 'traces', body: Buffer.alloc(100), items: 1 }, false);
  await until(() => removing.mock.calls.length > 0);
  expect(readdirSync(folder.spool)).toHaveLength(1);
  lane.close();
  expect(readdirSync(folder.spool)).toEqual([]);
  removing.mockRestore();
  folder.remove();
});

test('a file that is being renamed at the end is free for others', async () => {
  const folder = makeSpoolFolder();
  const { renameSync } = fs;
  const renaming = jest
    .spyOn(fs, 'rename')
    .mockImplementation(((from: string, to: string) => renameSync(from, to)) as unknown as typeof fs.rename);
  const lane = laneIn(folder, { heldBytes: () => Number.MAX_SAFE_INTEGER });
  for (let index = 0; index < BATCHES / 2; index++)
    lane.take({ signal: 'traces', body: Buffer.alloc(BATCH_BYTES, index), items: 1 }, false);
  await until(() => renaming.mock.calls.length > 0);
  lane.close();
  renaming.mockRestore();
  expect(readdirSync(folder.spool).filter(name => name.startsWith('held-'))).toEqual([]);
  const records = folder.files().flatMap(file => recordsIn(readFileSync(file)).records);
  expect(records).toHaveLength(BATCHES / 2);
  folder.remove();
});
