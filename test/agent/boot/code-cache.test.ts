import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { AGENT, runProgram } from '../lifecycle/run-program';

const QUIET = {
  OTEL_AGENT_BANNER: 'off',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'code-cache-test-'));
  folder = path.join(parent, 'own');
});
afterEach(() => {
  chmodSync(parent, 0o700);
  rmSync(parent, { recursive: true, force: true });
});

const run = (script: string, nodeMajor?: (typeof NODE_MAJORS)[number]) =>
  runProgram({
    script: path.join('code-cache', script),
    env: { ...QUIET, OTEL_AGENT_CODE_CACHE: folder },
    ...(nodeMajor && { nodeMajor }),
  });
const kept = () => readdirSync(folder).map(name => path.join(folder, name));
const WELL = { code: 0, stdout: 'done\n', stderr: '', said: [] };

sliced(test).each(NODE_MAJORS)(
  'Node %i keeps its compiled code for the next process, once',
  async nodeMajor => {
    expect(await run('until-kept.js', nodeMajor)).toMatchObject(WELL);
    const [file, ...others] = kept();
    expect(others).toEqual([]);
    const { ino, mode } = statSync(file!);
    expect([mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);

    expect(await run('second-process.js', nodeMajor)).toMatchObject(WELL);
    expect(kept()).toEqual([file]);
    expect(statSync(file!).ino).toBe(ino);
  },
);

test('a process that lives on adds the code of files that it loaded later', async () => {
  expect(await run('until-kept.js')).toMatchObject(WELL);
  const [file] = kept();
  expect(partsOf(file!)).not.toContain('instrument/lean-http.js');
  expect(await run('until-kept-again.js')).toMatchObject(WELL);
  expect(kept()).toEqual([file]);
  expect(partsOf(file!)).toEqual(expect.arrayContaining(['agent.js', 'instrument/lean-http.js']));
  expect(await run('second-process.js')).toMatchObject(WELL);
});

/** Names of the files whose code is kept: the head is JSON, its length comes first. */
function partsOf(file: string): string[] {
  const bytes = readFileSync(file);
  const { parts } = JSON.parse(bytes.toString('utf8', 8, 8 + bytes.readUInt32LE(0)));
  return parts.map(([name]: [string]) => name);
}

test('copies of one build keep a file each: on Node 20 compiled code brings the names of its files', async () => {
  expect(await run('until-kept.js', 20)).toMatchObject(WELL);
  const copy = path.join(parent, 'dist');
  cpSync(path.dirname(AGENT), copy, { recursive: true });
  const node = await nodeBinary(20);
  const env = { ...process.env, ...QUIET, OTEL_AGENT_CODE_CACHE: folder };
  const script = path.join(__dirname, '..', '..', 'fixtures', 'code-cache', 'second-process.js');
  execFileSync(node, ['--require', path.join(copy, 'preload.js'), script], { env });
  expect(kept()).toHaveLength(2);
});

test('the files written longest ago make room, and nothing else does', async () => {
  mkdirSync(folder, { mode: 0o700 });
  const old = Array.from({ length: 40 }, (_, index) => `0123456789abcdef-x64-13.6.233.17-node.53-${index}`);
  for (const [index, name] of [...old, 'notes.txt'].entries()) {
    const file = path.join(folder, name);
    writeFileSync(file, '');
    utimesSync(file, 1_700_000_000 + index, 1_700_000_000 + index);
  }
  expect(await run('second-process.js')).toMatchObject(WELL);
  const names = readdirSync(folder);
  expect(names).toContain('notes.txt');
  expect(names.filter(name => old.includes(name)).sort()).toEqual(old.slice(-31).sort());
  expect(names).toHaveLength(33);
});

test('a damaged file is replaced', async () => {
  await run('until-kept.js');
  const [file] = kept();
  const { size } = statSync(file!);
  truncateSync(file!, size / 2);
  expect(await run('second-process.js')).toMatchObject(WELL);
  expect(kept()).toEqual([file]);
  expect(statSync(file!).size).toBeGreaterThan(size / 2);
});

test('a folder that others can write to is left alone', async () => {
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  expect(await run('second-process.js')).toMatchObject(WELL);
  expect(kept()).toEqual([]);
});

test('a folder that cannot be made is no news', async () => {
  folder = path.join(process.execPath, 'below-a-file');
  expect(await run('second-process.js')).toMatchObject(WELL);
});

(process.platform === 'linux' ? test : test.skip)(
  'a folder below /proc does not hold the start',
  async () => {
    folder = '/proc/otel-agent/own';
    expect(await run('second-process.js')).toMatchObject(WELL);
  },
);

test('a script that is over at once keeps nothing', async () => {
  expect(await run('at-once.js')).toMatchObject(WELL);
  expect(() => kept()).toThrow('ENOENT');
});
