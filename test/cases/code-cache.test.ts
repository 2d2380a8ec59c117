import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { sliced } from '../slice';

/* V8 ends a process whose code cache is damaged, so each run that ends well has not handed the file on. */

jest.setTimeout(120_000);

const QUIET = {
  OTEL_AGENT_BANNER: 'off',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'code-cache-case-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const run = (script: string, nodeMajor: NodeMajor, env = {}) =>
  runProgram({
    script: path.join('code-cache', script),
    nodeMajor,
    env: { ...QUIET, OTEL_AGENT_CODE_CACHE: folder, ...env },
  });
const DEBUG = { OTEL_LOG_LEVEL: 'debug' };
const saysOfCache = (said: readonly string[]) => said.filter(line => line.includes('the code cache'));

/** The only file that a process leaves, and its content. */
async function keptBy(nodeMajor: NodeMajor) {
  await run('until-kept.js', nodeMajor);
  const [name, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  const file = path.join(folder, name!);
  return { file, bytes: readFileSync(file) };
}

const changed = (bytes: Buffer, change: (copy: Buffer) => void) => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};
const flipped = (at: number) => (bytes: Buffer) =>
  changed(bytes, copy => {
    copy[Math.floor(copy.length * at)]! ^= 1;
  });

const DAMAGES: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['one bit, at the begin', flipped(0)],
  ['one bit, in the head', flipped(0.0001)],
  ['one bit, a quarter in', flipped(0.25)],
  ['one bit, in the middle', flipped(0.5)],
  ['one bit, at the end', flipped(0.999999)],
  ['a page of zeros', bytes => changed(bytes, copy => copy.fill(0, 8192, 12288))],
  ['zeros from the second page on: a torn write', bytes => changed(bytes, copy => copy.fill(0, 4096))],
  ['nothing but zeros', bytes => Buffer.alloc(bytes.length)],
  [
    "two pages in each other's place",
    bytes => Buffer.concat([bytes.subarray(4096, 8192), bytes.subarray(0, 4096), bytes.subarray(8192)]),
  ],
  ['half of it', bytes => bytes.subarray(0, bytes.length / 2)],
  ['all but the last byte', bytes => bytes.subarray(0, -1)],
  ['more than it', bytes => Buffer.concat([bytes, Buffer.alloc(64, 1)])],
  ['empty', () => Buffer.alloc(0)],
  ['a text', () => Buffer.from('{}{}')],
  ['very much of it', () => Buffer.alloc(5_000_000, 7)],
];

const wholes = new Map<NodeMajor, ReturnType<typeof keptBy>>();

/** What a line keeps, made once; `folder` has it no more. */
async function wholeOf(nodeMajor: NodeMajor) {
  if (!wholes.has(nodeMajor)) wholes.set(nodeMajor, keptBy(nodeMajor));
  const { file, bytes } = await wholes.get(nodeMajor)!;
  return { file: path.join(folder, path.basename(file)), bytes };
}

sliced(test).each(
  DAMAGES.flatMap(([damage, make]) => NODE_MAJORS.map(nodeMajor => ({ damage, make, nodeMajor }))),
)(
  'A1: a damaged code cache is refused and removed, and said once at debug: $damage, Node $nodeMajor',
  async ({ make, nodeMajor }) => {
    const { file, bytes } = await wholeOf(nodeMajor);
    writeFileSync(file, make(bytes), { mode: 0o600 });
    const first = await run('at-once.js', nodeMajor, DEBUG);
    expect(first).toMatchObject({ code: 0, signal: null, stdout: 'done\n' });
    expect(saysOfCache(first.said)).toEqual([
      expect.stringMatching(/is damaged|is too large|cannot be read/),
    ]);
    expect(readdirSync(folder)).toEqual([]);
  },
);

describe.each(NODE_MAJORS)('Node %i', nodeMajor => {
  test('A1: nothing is said where it was removed', async () => {
    const { said } = await run('at-once.js', nodeMajor, DEBUG);
    expect(saysOfCache(said)).toEqual([]);
  });

  test('A1: a whole one is used, and then nothing is said', async () => {
    const { file, bytes } = await wholeOf(nodeMajor);
    writeFileSync(file, bytes, { mode: 0o600 });
    const { code, said } = await run('second-process.js', nodeMajor, DEBUG);
    expect([code, saysOfCache(said)]).toEqual([0, []]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});

test("A1: another Node's file under this one's name is refused, whole as it is", async () => {
  const { file: other, bytes } = await keptBy(20);
  rmSync(other);
  const { file } = await keptBy(24);
  writeFileSync(file, bytes);
  const { code, said } = await run('at-once.js', 24, DEBUG);
  expect(code).toBe(0);
  expect(saysOfCache(said)).toEqual([expect.stringContaining('was written by another process')]);
  expect(readdirSync(folder)).toEqual([]);
});

test('A1: it is said at debug alone', async () => {
  const { file, bytes } = await keptBy(24);
  writeFileSync(file, bytes.subarray(1));
  expect(await run('at-once.js', 24)).toMatchObject({ code: 0, stderr: '', said: [] });
});

test('A1: what is no file is neither read nor removed', async () => {
  const { file } = await keptBy(24);
  rmSync(file);
  const target = path.join(folder, 'target');
  writeFileSync(target, 'kept');
  symlinkSync(target, file);
  expect(await run('at-once.js', 24)).toMatchObject({ code: 0, said: [] });
  expect(readFileSync(target, 'utf8')).toBe('kept');
  rmSync(file);
  mkdirSync(file);
  expect(await run('at-once.js', 24)).toMatchObject({ code: 0, said: [] });
});

test('A1: threads of one process find the damage at the same time, and one of them tells', async () => {
  const { file, bytes } = await keptBy(24);
  writeFileSync(file, flipped(0.3)(bytes));
  const { code, said } = await run('many-threads.js', 24, DEBUG);
  expect(code).toBe(0);
  expect(saysOfCache(said)).toHaveLength(1);
});

test('A1: what a killed writer left under its temporary name does not stand in the way of the next', async () => {
  const { file, bytes } = await keptBy(24);
  rmSync(file);
  const leftover = `${file}.${process.pid}-abc`;
  writeFileSync(leftover, bytes.subarray(0, 1000));
  await run('until-kept.js', 24);
  expect(readdirSync(folder).sort()).toEqual([path.basename(file), path.basename(leftover)]);
  expect(readFileSync(file).length).toBeGreaterThan(bytes.length / 2);
});
