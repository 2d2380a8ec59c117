import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { AGENT } from '../lifecycle/run-program';

/* Node 20 has a thread for loaders, which it cannot start everywhere that an app runs. */

jest.setTimeout(60_000);

const FIXTURE = path.join(__dirname, '..', '..', 'fixtures', 'instrument', 'es-app', 'asks-itself.mjs');
let receiver: TestReceiver;
let folder: string;
let script: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  folder = makeTemporaryFolder('loader-thread');
  script = path.join(folder, 'app.mjs');
  cpSync(FIXTURE, script);
  const hono = path.join(folder, 'node_modules', 'hono');
  mkdirSync(hono, { recursive: true });
  const manifest = { name: 'hono', version: '4.13.19', type: 'module', exports: './index.js' };
  writeFileSync(path.join(hono, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(hono, 'index.js'), 'export class Hono {}\n');
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  await receiver?.close();
  await removeFolder(folder);
});

const WAYS = {
  'the folder is gone': {
    setUp: 'mkdir gone && cd gone && rmdir ../gone && exec',
    line: /the folder that the process was started in is gone/,
  },
  'a name that is no UTF-8': {
    setUp: "exec env $(printf '\\377')=x",
    line: /a variable of the environment has a name that is no UTF-8/,
  },
  'threads are not granted': {
    setUp: 'exec',
    nodeArgs: ['--experimental-permission', '--allow-fs-read=*', '--no-warnings'],
    line: /threads are not granted: add --allow-worker/,
  },
};

describe.each(Object.entries(WAYS))('%s', (_, { setUp, line, ...way }) => {
  test('Node 20: the app runs, its spans leave, and a line names the reason', async () => {
    const nodeArgs = 'nodeArgs' in way ? way.nodeArgs : [];
    expect(await run(20, setUp, nodeArgs)).toMatchObject({ code: 0, signal: null, stdout: 'answered\n' });
    const traced = await run(20, setUp, ['--require', AGENT, ...nodeArgs]);
    expect(traced).toMatchObject({ code: 0, signal: null, stdout: 'answered\n' });
    expect(traced.stderr).toMatch(/^otel-agent: packages that are ES modules are not traced: .*\n$/);
    expect(traced.stderr).toMatch(line);
    expect(receiver.spansOf(traced.id)).toEqual(['GET', 'GET']);
  });
});

test.each(NODE_MAJORS.filter(major => major > 20))('Node %i has no such thread', async major => {
  const { setUp } = WAYS['the folder is gone'];
  const traced = await run(major, setUp, ['--require', AGENT]);
  expect(traced).toMatchObject({ code: 0, stdout: 'answered\n', stderr: '' });
  expect(receiver.spansOf(traced.id)).toEqual(['GET', 'GET']);
});

let lastId = 0;

async function run(major: NodeMajor, setUp: string, nodeArgs: readonly string[]) {
  const id = `loader-${++lastId}`;
  const quoted = [await nodeBinary(major), ...nodeArgs, script].map(word => `'${word}'`).join(' ');
  const child = spawn('sh', ['-c', `${setUp} ${quoted}`], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ...exporterEnvironment(receiver),
      OTEL_RESOURCE_ATTRIBUTES: `test.run=${id}`,
    },
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  return new Promise<{ id: string; code: number | null; signal: string | null } & typeof output>(resolve => {
    child.on('close', (code, signal) => resolve({ id, code, signal, ...output }));
  });
}
