import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NODE_MAJORS, nodeBinary } from '../../../nodes';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../../lifecycle/receiver';
import { AGENT, runProgram } from '../../lifecycle/run-program';
import { installPackage } from './install-package';

/* The tools themselves, with the agent in NODE_OPTIONS as in a container. */

jest.setTimeout(120_000);

const root = path.join(__dirname, '..', '..', '..', '..', 'node_modules');
let receiver: TestReceiver;
let app: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  app = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-tools-'));
  writeFileSync(
    path.join(app, 'package.json'),
    JSON.stringify({ name: 'an-app', scripts: { start: `node ${END}` } }),
  );
});
afterAll(async () => {
  await receiver.close();
  rmSync(app, { recursive: true, force: true });
});

const END = path.join(__dirname, '..', '..', '..', 'fixtures', 'lifecycle', 'end-quietly.js');

/** Tools with the path of their command, and the guard's word for them. */
const TOOLS: readonly { name: string; version?: string; bin: string; kind: string }[] = [
  { name: 'yarn', version: '1.22.22', bin: 'bin/yarn.js', kind: 'a package manager' },
  { name: '@yarnpkg/cli-dist', version: '4.18.1', bin: 'bin/yarn.js', kind: 'a package manager' },
  { name: 'pnpm', version: '10.12.1', bin: 'bin/pnpm.cjs', kind: 'a package manager' },
  { name: 'corepack', version: '0.34.7', bin: 'dist/corepack.js', kind: 'a package manager' },
  {
    name: 'nodemon',
    version: '3.1.14',
    bin: 'bin/nodemon.js',
    kind: 'a parent that runs the app in a child',
  },
  { name: 'tsx', bin: 'dist/cli.mjs', kind: 'a parent that runs the app in a child' },
  { name: 'jest', bin: 'bin/jest.js', kind: 'a test runner' },
  { name: 'typescript', bin: 'bin/tsc', kind: 'a build tool' },
  { name: 'eslint', version: '10.15.0', bin: 'bin/eslint.js', kind: 'a linter or formatter' },
  { name: '@biomejs/biome', bin: 'bin/biome', kind: 'a linter or formatter' },
];

const folderOf = ({ name, version }: { name: string; version?: string }) =>
  version === undefined ? path.join(root, name) : installPackage(name, version);

test.each(TOOLS)('$name is left alone, and works', async ({ kind, bin, ...tool }) => {
  const script = path.join(await folderOf(tool), bin);
  const run = await runProgram({ script, args: ['--version'], cwd: app, env: { OTEL_LOG_LEVEL: 'debug' } });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/\d+\.\d+/) });
  expect(run.said).toEqual([`otel-agent: process ${script} is not instrumented: ${tool.name} is ${kind}`]);
});

test.each(['npm', 'npx'])('%s is left alone, and works', async command => {
  const env = { NODE_OPTIONS: `--require ${AGENT}`, OTEL_LOG_LEVEL: 'debug' };
  const run = await runProgram({ command, script: '', args: ['--version'], cwd: app, env });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+/) });
  expect(run.said).toEqual([expect.stringMatching(/npm is a package manager$/)]);
});

describe('what a tool starts is judged afresh', () => {
  const starts: readonly { name: string; version?: string; bin?: string; args: readonly string[] }[] = [
    { name: 'npm', args: ['start'] },
    { name: 'yarn', version: '1.22.22', bin: 'bin/yarn.js', args: ['start'] },
    { name: 'pnpm', version: '10.12.1', bin: 'bin/pnpm.cjs', args: ['start'] },
    // Ends itself when the app fails.
    {
      name: 'nodemon',
      version: '3.1.14',
      bin: 'bin/nodemon.js',
      args: ['--exitcrash', '--quiet', END, 'crash'],
    },
    { name: 'tsx', bin: 'dist/cli.mjs', args: [END] },
  ];

  test.each(starts)('$name', async ({ bin, args, ...tool }) => {
    const run = await runProgram({
      ...(bin === undefined ? { command: tool.name } : { command: process.execPath }),
      script: '',
      args: bin === undefined ? args : [path.join(await folderOf(tool), bin), ...args],
      cwd: app,
      env: { ...exporterEnvironment(receiver), NODE_OPTIONS: `--require ${AGENT}` },
    });
    expect(run.said).toEqual([]);
    await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
    expect(receiver.spansOf(run.id)).toEqual(['last']);
  });
});

describe.each(NODE_MAJORS)('Node %i', nodeMajor => {
  test('a process that is left alone has loaded the guard and nothing else', async () => {
    await nodeBinary(nodeMajor);
    const probe = path.join(__dirname, '..', '..', '..', 'fixtures', 'guard', 'what-is-loaded.js');
    const loaded = async (agent: boolean) => {
      const env = { OTEL_SDK_DISABLED: 'true' };
      const { stdout } = await runProgram({ script: probe, nodeMajor, agent, env });
      return JSON.parse(stdout) as { files: string[]; modules: string[] };
    };
    const [bare, left] = await Promise.all([loaded(false), loaded(true)]);
    expect(left.files).toEqual([AGENT, ...bare.files]);
    expect(left.modules.filter(name => EXPENSIVE.test(name) && !bare.modules.includes(name))).toEqual([]);
  });
});

const EXPENSIVE =
  /NativeModule (http|https|http2|net|tls|zlib|crypto|worker_threads|child_process|dns|async_hooks|perf_hooks|diagnostics_channel|stream)$/;
