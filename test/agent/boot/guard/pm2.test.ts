import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../../services/process/temporary-folder';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../../lifecycle/receiver';
import { AGENT, runProgram } from '../../lifecycle/run-program';
import { installPackage } from './install-package';

jest.setTimeout(60_000);

const IS_TRACED = 'Object.keys(require.cache).some(file => /agent\\.js$/.test(file))';

let pm2: string;
let home: string;
let receiver: TestReceiver;
beforeAll(async () => {
  pm2 = await installPackage('pm2', '7.0.4');
  home = makeTemporaryFolder('pm2');
  receiver = await startGrpcReceiver();
}, 300_000);
afterAll(async () => {
  await receiver.close();
  await removeFolder(home);
});

test('a flag in node_args reaches both modes, NODE_OPTIONS of an ecosystem file the fork mode alone', async () => {
  const script = path.join(home, 'app.js');
  writeFileSync(script, `console.log('traced', process.env.APP, ${IS_TRACED});`);
  const app = { script, autorestart: false };
  const apps = (['cluster', 'fork'] as const).flatMap(mode => [
    { ...app, name: `${mode} by flag`, exec_mode: mode, node_args: `--require ${AGENT}` },
    { ...app, name: `${mode} by NODE_OPTIONS`, exec_mode: mode, env: { NODE_OPTIONS: `--require ${AGENT}` } },
  ]);
  const config = path.join(home, 'flags.config.js');
  const named = apps.map(one => ({ ...one, env: { ...('env' in one && one.env), APP: one.name } }));
  writeFileSync(config, `module.exports = ${JSON.stringify({ apps: named })};`);
  let started = 0;
  const run = await runProgram({
    agent: false,
    script: path.join(pm2, 'bin', 'pm2-runtime'),
    args: ['start', config],
    cwd: home,
    env: { ...exporterEnvironment(receiver), PM2_HOME: path.join(home, 'flags') },
    onLine(line, child) {
      if (/^traced/.test(line) && ++started === apps.length) child.kill('SIGINT');
    },
  });
  expect(run.stdout.match(/^traced.*$/gm)?.sort()).toEqual([
    'traced cluster by NODE_OPTIONS false',
    'traced cluster by flag true',
    'traced fork by NODE_OPTIONS true',
    'traced fork by flag true',
  ]);
});

test('pm2 is left alone; each instance that it starts has an agent of its own, with the settings that pm2 passes late', async () => {
  let started = 0;
  const run = await runProgram({
    agent: false,
    script: path.join(pm2, 'bin', 'pm2-runtime'),
    args: ['start', path.join(__dirname, '..', '..', '..', 'fixtures', 'pm2', 'ecosystem.config.js')],
    cwd: home,
    env: { ...exporterEnvironment(receiver), NODE_OPTIONS: `--require ${AGENT}`, PM2_HOME: home },
    async onLine(line, child, id) {
      if (!/^instance/.test(line) || ++started < 3) return;
      await receiver.waitUntil(() => receiver.spansOf(id).length >= 3);
      child.kill('SIGINT');
    },
  });
  expect(run).toMatchObject({ code: 0, said: [] });
  expect(run.stdout.match(/instance \S+ of named-for-pm2/g)).toHaveLength(3);
  expect(receiver.spansOf(run.id)).toEqual(['last', 'last', 'last']);
  const resources = receiver.requests
    .filter(request => request.run === run.id)
    .map(({ resource }) => resource);
  expect(new Set(resources.map(resource => resource['service.instance.id'])).size).toBe(3);
  expect(resources.map(resource => resource['service.name'])).toEqual(Array(3).fill('named-for-pm2'));
});
