import { cpSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { makeAppFolder } from '../../app-folder';
import { drawTraces } from '../../e2e/ancestry';
import { removeFolder } from '../../services/process/remove-folder';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { runProgram } from '../lifecycle/run-program';

jest.setTimeout(60_000);

const VERSIONS = ['1.4.1', '1.9.1', '1.10.0'];
const folders: string[] = [];
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
}, 60_000);
afterAll(async () => {
  await receiver.close();
  for (const folder of folders) await removeFolder(folder);
});

describe.each(VERSIONS)('@opentelemetry/api %s', version => {
  test('what the app registers beside a tracer provider works as without the agent, and its spans join', async () => {
    const cwd = await appWith(version);
    const script = path.join(cwd, 'parts.js');
    const bare = await runProgram({ script, cwd, agent: false });
    const traced = await runProgram({ script, cwd, env: exporterEnvironment(receiver) });
    expect(traced).toMatchObject({ code: 0, stdout: bare.stdout, stderr: bare.stderr, said: [] });
    expect(JSON.parse(traced.stdout)).toMatchObject({
      results: { diag: true, metrics: true, 'metrics again': false, propagation: true, context: true },
      expected: expect.arrayContaining(['info said by the app']),
      measured: [3],
      carrier: { 'x-own': 'yes' },
    });
    await receiver.waitUntil(() => receiver.sentBy(traced.id).length >= 2);
    expect(drawTraces(receiver.sentBy(traced.id))).toEqual(['internal parent', '  internal child']);
  });
});

test('a copy of the API that is newer than the agent joins, too', async () => {
  const cwd = await appWith('1.9.1');
  const modules = path.join(cwd, 'node_modules');
  const copy = realpathSync(modules);
  rmSync(modules);
  cpSync(copy, modules, { recursive: true });
  const file = path.join(modules, '@opentelemetry', 'api', 'build', 'src', 'version.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace("'1.9.1'", "'1.42.0'"));
  const run = await runProgram({
    script: path.join(cwd, 'manual.js'),
    cwd,
    env: exporterEnvironment(receiver),
  });
  expect(run).toMatchObject({ code: 0, stdout: 'done\n', said: [] });
  await receiver.waitUntil(() => receiver.sentBy(run.id).length >= 6);
  expect(drawTraces(receiver.sentBy(run.id))).toHaveLength(6);
  expect(drawTraces(receiver.sentBy(run.id))[0]).toBe('internal job');
});

async function appWith(version: string): Promise<string> {
  const folder = makeAppFolder('api', await installPackages({ '@opentelemetry/api': version }));
  folders.push(folder);
  return folder;
}
