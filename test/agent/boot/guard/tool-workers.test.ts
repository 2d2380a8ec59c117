import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { makeAppFolder } from '../../../app-folder';
import { removeFolder } from '../../../services/process/remove-folder';
import { AGENT, type ProgramRun, runProgram } from '../../lifecycle/run-program';
import { installPackage, installPackages } from './install-package';

/* Tools that share their work among processes and threads: each of them is judged, and what comes out is the same. */

jest.setTimeout(120_000);

interface Row {
  readonly name: string;
  /** Folder of the `node_modules` that holds the tool. */
  readonly modules: () => Promise<string>;
  /** Below test/fixtures/tool-workers/. */
  readonly fixture: string;
  /** The tool's command below node_modules, or a script of the app. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Judgement on each process and thread, below node_modules; the first is the command itself. */
  readonly judged: readonly string[];
  /** Reads the useful result of the run. */
  readonly result: (run: ProgramRun, folder: string) => unknown;
}

const root = path.join(__dirname, '..', '..', '..', '..', 'node_modules');
const WEBPACK = {
  webpack: '5.112.2',
  'webpack-cli': '7.3.1',
  'terser-webpack-plugin': '5.6.1',
  'thread-loader': '4.0.4',
};

const POOL = 'is not instrumented: jest-worker is a pool of workers for tools';
const JUDGED = {
  loader: 'process thread-loader/dist/worker.js is not instrumented: thread-loader is a build tool',
  threads: `worker thread jest-worker/build/workers/threadChild.js ${POOL}`,
  processes: `process jest-worker/build/workers/processChild.js ${POOL}`,
  webpack: 'process webpack-cli/bin/cli.js is not instrumented: webpack-cli is a build tool',
  script: 'process build.js is instrumented: no rule speaks against it',
  jest: 'process jest/bin/jest.js is not instrumented: jest is a test runner',
  eslint: 'process eslint/bin/eslint.js is not instrumented: eslint is a linter or formatter',
};

const webpack = {
  modules: () => installPackages(WEBPACK),
  fixture: 'webpack',
  result: (_run: ProgramRun, folder: string) => filesIn(path.join(folder, 'out')),
};
const withCommand = { ...webpack, script: 'webpack-cli/bin/cli.js' };
const withJest = {
  modules: async () => root,
  fixture: 'jest',
  script: 'jest/bin/jest.js',
  result: ({ stdout }: ProgramRun) => {
    const { numPassedTests, numFailedTests } = JSON.parse(stdout);
    return { numPassedTests, numFailedTests };
  },
};

const ROWS: readonly Row[] = [
  {
    ...withCommand,
    name: 'webpack, threads',
    env: { WORKERS: 'threads' },
    judged: [JUDGED.webpack, JUDGED.loader, JUDGED.threads],
  },
  {
    ...withCommand,
    name: 'webpack, processes',
    env: { WORKERS: 'processes' },
    judged: [JUDGED.webpack, JUDGED.loader, JUDGED.processes],
  },
  {
    ...webpack,
    name: 'webpack in a script of the app',
    script: './build.js',
    env: { WORKERS: 'threads' },
    judged: [JUDGED.script, JUDGED.loader, JUDGED.threads],
  },
  {
    ...withJest,
    name: 'jest, processes',
    args: ['--json', '--maxWorkers=2'],
    judged: [JUDGED.jest, `process jest-worker/build/processChild.js ${POOL}`],
  },
  {
    ...withJest,
    name: 'jest, threads',
    args: ['--json', '--maxWorkers=2', '--workerThreads'],
    judged: [JUDGED.jest, `worker thread jest-worker/build/threadChild.js ${POOL}`],
  },
  {
    name: 'eslint, threads',
    modules: async () => path.dirname(await installPackage('eslint', '10.15.0')),
    fixture: 'eslint',
    script: 'eslint/bin/eslint.js',
    args: ['--concurrency=2', '.'],
    judged: [
      JUDGED.eslint,
      'worker thread eslint/lib/eslint/worker.js is not instrumented: eslint is a linter or formatter',
    ],
    result: ({ stdout }, folder) => stdout.replaceAll(folder, ''),
  },
];

test.each(ROWS)('$name', async row => {
  const bare = await runTool(row, {});
  const beside = await runTool(row, {
    NODE_OPTIONS: `--require ${AGENT}`,
    OTEL_LOG_LEVEL: 'debug',
    ...NOWHERE,
  });
  expect(beside.judged).toEqual(row.judged);
  expect(beside.result).toEqual(bare.result);
  expect(beside.run.code).toBe(bare.run.code);
});

async function runTool(row: Row, env: Readonly<Record<string, string>>) {
  const modules = await row.modules();
  const folder = makeAppFolder(path.join('tool-workers', row.fixture), modules);
  try {
    const run = await runProgram({
      agent: false,
      script: path.resolve(row.script.startsWith('.') ? folder : modules, row.script),
      args: row.args ?? [],
      cwd: folder,
      env: { ...row.env, ...env },
    });
    const lines = run.said.filter(line => /\binstrumented: /.test(line));
    const judged = new Set(lines.map(line => relative(line)));
    return { run, judged: [...judged], result: row.result(run, folder) };
  } finally {
    await removeFolder(folder);
  }
}

function relative(line: string): string {
  return line
    .replace(/^otel-agent: /, '')
    .replace(/(?<=^(process|worker thread) )\S+?(node_modules\/|(?=build\.js))/, '');
}

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map(name => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

const NOWHERE = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};
