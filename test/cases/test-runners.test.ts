import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';
import { makeAppFolder } from '../app-folder';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { removeFolder } from '../services/process/remove-folder';
import { sliced } from '../slice';

/* Test runners are left alone with the files that they run, in whatever process or thread. */

jest.setTimeout(300_000);

const OWN_MODULES = path.join(__dirname, '..', '..', 'node_modules');
const RUNNERS = { mocha: '12.0.3', vitest: '4.1.12', uvu: '0.5.6', tape: '5.10.2' };

interface Run {
  readonly modules: string;
  readonly args: readonly string[];
  readonly nodeMajor?: NodeMajor;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs test files below test/fixtures/test-runners/; returns their notes. */
async function notesOf({ modules, args, nodeMajor = 24, env = {} }: Run): Promise<string[]> {
  const folder = makeAppFolder('test-runners', modules);
  const notes = path.join(folder, 'notes');
  try {
    const { code, stdout, stderr } = await runProgram({
      agent: false,
      script: '',
      args,
      nodeMajor,
      cwd: folder,
      env: { NODE_OPTIONS: `--require ${AGENT}`, NOTES: notes, ...NOWHERE, ...env },
    });
    if (code !== 0) throw new Error(`ended with ${code}\n${stdout}\n${stderr}`);
    return existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
  } finally {
    await removeFolder(folder);
  }
}

const NOWHERE = {
  OTEL_AGENT_BANNER: 'off',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};
const NODE_TEST = ['--test', 'node-test.mjs'];

sliced(test).each(NODE_MAJORS)('A6: Node %i, node --test', async nodeMajor => {
  const run = { modules: OWN_MODULES, args: NODE_TEST, nodeMajor };
  expect(await notesOf(run)).toEqual(['false']);
  expect(await notesOf({ ...run, env: { OTEL_AGENT_PROCESS_ALLOW: 'node-test.mjs' } })).toEqual(['true']);
});

test('A6: node --test in one process', async () => {
  expect(
    await notesOf({ modules: OWN_MODULES, args: ['--test', '--test-isolation=none', 'node-test.mjs'] }),
  ).toEqual(['false']);
});

test.each([
  ['in its process', []],
  ['in processes', ['--maxWorkers=2']],
  ['in threads', ['--maxWorkers=2', '--workerThreads']],
])('A6: jest %s', async (_name, args) => {
  const run = { modules: OWN_MODULES, args: ['node_modules/jest/bin/jest.js', ...args] };
  expect(await notesOf(run)).toEqual(['false']);
});

test('A6: jest, where it is allowed', async () => {
  const env = { OTEL_AGENT_PROCESS_ALLOW: '**/jest/bin/*' };
  expect(
    await notesOf({ modules: OWN_MODULES, args: ['node_modules/jest/bin/jest.js', '--runInBand'], env }),
  ).toEqual(['true']);
});

test.each([
  ['mocha', ['node_modules/mocha/bin/mocha.js', 'mocha-1.cjs', 'mocha-2.cjs'], 2],
  ['mocha --parallel', ['node_modules/mocha/bin/mocha.js', '--parallel', 'mocha-1.cjs', 'mocha-2.cjs'], 2],
  ['vitest in processes', ['node_modules/vitest/vitest.mjs', 'run', '--pool=forks'], 1],
  ['vitest in threads', ['node_modules/vitest/vitest.mjs', 'run', '--pool=threads'], 1],
  ['uvu', ['node_modules/uvu/bin.js', '.', 'uvu.cjs$'], 1],
  ['tape', ['node_modules/tape/bin/tape', 'tape.cjs'], 1],
])('A6: %s', async (_name, args, files) => {
  const notes = await notesOf({ modules: await installPackages(RUNNERS), args });
  expect(notes).toEqual(Array.from({ length: files }, () => 'false'));
});

test('A6: a test file that is run as a script is an app', async () => {
  expect(await notesOf({ modules: OWN_MODULES, args: ['node-test.mjs'] })).toEqual(['true']);
});
