import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type NodeMajor, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { runCommand } from '../../services/process/run-command';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { AGENT, runProgram } from '../lifecycle/run-program';
import { installPackage } from './guard/install-package';

/* Lines of docs/reach.md: where a preload arrives, and where it does not. */

jest.setTimeout(120_000);

const APP = path.join(__dirname, '..', '..', 'fixtures', 'reach', 'asks-itself.js');
const SPANS = ['GET', 'GET'];
let receiver: TestReceiver;
let folder: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  folder = makeTemporaryFolder('reach');
});
afterAll(async () => {
  await receiver?.close();
  await removeFolder(folder);
});

describe('E8: a single executable, Node 24', () => {
  let command: string;
  let withArguments: string;
  beforeAll(async () => {
    command = await makeExecutable('app', {});
    withArguments = await makeExecutable('app-with-arguments', { execArgv: ['--require', AGENT] });
  });

  test.each([
    { preload: `--require ${AGENT}`, args: [], spans: SPANS },
    { preload: `--require ${AGENT}`, args: ['embedded'], spans: [] },
    { preload: `--import ${AGENT}`, args: [], spans: [] },
  ])('NODE_OPTIONS="$preload", $args', async ({ preload, args, spans }) => {
    expect(await spansOf({ command, args, NODE_OPTIONS: preload })).toEqual(spans);
  });

  test('the preload in the configuration that it is made from', async () => {
    expect(await spansOf({ command: withArguments })).toEqual(SPANS);
  });
});

test('E8: a web worker, Node 26', async () => {
  const script = path.join(path.dirname(APP), 'web-worker.mjs');
  const nodeArgs = ['--experimental-web-worker', '--no-warnings', '--require', AGENT];
  expect(await spansOf({ nodeMajor: 26, nodeArgs, script })).toEqual(SPANS);
});

sliced(describe).each([24, 26] as const)('node.config.json, Node %i', nodeMajor => {
  beforeAll(() => {
    const config = { nodeOptions: { require: [AGENT] } };
    writeFileSync(path.join(folder, 'node.config.json'), JSON.stringify(config));
  });

  test.each([
    { options: undefined, spans: SPANS },
    { options: '--no-warnings', spans: [] },
  ])('NODE_OPTIONS: $options', async ({ options, spans }) => {
    const run = { nodeMajor, nodeArgs: ['--experimental-default-config-file'], cwd: folder };
    expect(await spansOf({ ...run, script: APP, NODE_OPTIONS: options })).toEqual(spans);
  });
});

interface Run {
  readonly command?: string;
  readonly script?: string;
  readonly args?: readonly string[];
  readonly nodeMajor?: NodeMajor;
  readonly nodeArgs?: readonly string[];
  readonly cwd?: string;
  readonly NODE_OPTIONS?: string | undefined;
}

/** Runs the app, which has to answer; resolves with the names of its spans. */
async function spansOf({ NODE_OPTIONS, script = '', ...options }: Run): Promise<string[]> {
  const env = { ...exporterEnvironment(receiver), NODE_OPTIONS };
  const run = await runProgram({ ...options, script, env, agent: false });
  expect(run).toMatchObject({ code: 0, stdout: 'tea\n', said: [] });
  return receiver.spansOf(run.id);
}

async function makeExecutable(name: string, more: object): Promise<string> {
  const node = await nodeBinary(24);
  const config = path.join(folder, `${name}.json`);
  const blob = path.join(folder, `${name}.blob`);
  const content = { main: APP, output: blob, disableExperimentalSEAWarning: true, ...more };
  writeFileSync(config, JSON.stringify(content));
  await runCommand([node, '--experimental-sea-config', config], { cwd: folder });
  const executable = path.join(folder, name);
  copyFileSync(node, executable);
  chmodSync(executable, 0o755);
  const postject = path.join(await installPackage('postject', '1.0.0-alpha.6'), 'dist', 'cli.js');
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  const args = [executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse];
  await runCommand([process.execPath, postject, ...args], { cwd: folder });
  return executable;
}
