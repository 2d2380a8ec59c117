import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkSaveTarget, saveFile } from '../../../../src/viewer/receiver/files/save-file';
import { storesWith } from '../make-traces';

const stores = storesWith({ id: '1', from: 0, to: 1 });

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-save-'));
  said = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const save = (file: string) => saveFile(file, stores, sentence => said.push(sentence), folder);

test('a target that is well is left as it was, and nothing beside it', async () => {
  const file = path.join(folder, 'traces.jsonl');
  await checkSaveTarget(file);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(file, 'before');
  await checkSaveTarget(file);
  expect(readFileSync(file, 'utf8')).toBe('before');
  expect(await save(file)).toBe(`Saved 1 span of 1 trace to ${file}.`);
  expect(readdirSync(folder)).toEqual(['traces.jsonl']);
});

test.each<[what: string, make: () => string, reason: RegExp]>([
  ['a folder that is not there', () => path.join(folder, 'no', 'file'), /its folder does not exist$/],
  ['a folder', () => folder, /it is a folder$/],
  ['a file for a folder', () => path.join(file('plain'), 'file'), /its folder is a file$/],
  ['a name that is too long', () => path.join(folder, 'x'.repeat(300)), /its name is too long$/],
  ['a file system without files', () => '/proc/traces.jsonl', /could not be written: /],
])('%s is refused before anything is received', async (_what, make, reason) => {
  await expect(checkSaveTarget(make())).rejects.toThrow(reason);
});

test('where the file cannot be written any more, the traces are saved elsewhere', async () => {
  const gone = path.join(folder, 'gone', 'traces.jsonl');
  await expect(save(gone)).rejects.toThrow(
    /its folder does not exist; saved 1 span of 1 trace to \S+ instead$/,
  );
  const [other] = readdirSync(folder);
  expect(readFileSync(path.join(folder, other!), 'utf8')).toContain('resourceSpans');
});

test('a device that is full is noticed, and keeps nothing from being saved elsewhere', async () => {
  await checkSaveTarget('/dev/full');
  await expect(save('/dev/full')).rejects.toThrow(/the disk is full; saved 1 span of 1 trace to/);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('where nothing can be written, it is said once and tried until it can', async () => {
  const late = path.join(folder, 'late');
  const noticed = (sentence: string) => {
    said.push(sentence);
    mkdirSync(late);
  };
  const saving = saveFile(path.join(late, 'traces.jsonl'), stores, noticed, path.join(folder, 'none'));
  expect(await saving).toContain('Saved 1 span');
  expect(said).toEqual([
    expect.stringMatching(/its folder does not exist\. The viewer tries again until it can be/),
  ]);
  expect(readdirSync(late)).toEqual(['traces.jsonl']);
});

function file(name: string): string {
  writeFileSync(path.join(folder, name), '');
  return path.join(folder, name);
}
