import { existsSync } from 'node:fs';
import path from 'node:path';

interface Sequenced {
  readonly path: string;
}
interface Sequencer {
  sort(tests: readonly Sequenced[]): Sequenced[];
}
interface LongestFirst {
  readonly files: readonly string[];
  new (options: object): Sequencer;
}
const LongestFirst: LongestFirst = require('./longest-first');
const rootDir = path.join(__dirname, '..');
const fileOf = (name: string) => path.join(__dirname, `${name}.test.ts`);

test('each of the files is there', () => {
  expect(LongestFirst.files.filter(name => !existsSync(fileOf(name)))).toEqual([]);
});

test('a fresh clone begins with them, in their order, and goes on with the largest', () => {
  const sizes: Readonly<Record<string, number>> = { [fileOf('small')]: 1, [fileOf('large')]: 9 };
  const hasteFS = { getSize: (file: string) => sizes[file] ?? 0 };
  const context = { config: { rootDir, cache: false }, hasteFS };
  const [first, second] = LongestFirst.files;
  const files = ['small', second!, 'large', first!].map(fileOf);
  const sorted = new LongestFirst({}).sort(files.map(file => ({ path: file, context })));
  expect(sorted.map(each => each.path)).toEqual([first!, second!, 'large', 'small'].map(fileOf));
});
