import path from 'node:path';

import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { AGENT, runProgram } from '../lifecycle/run-program';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { installPackage } from './install-package';

jest.setTimeout(60_000);

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

test('pm2 is left alone; each instance that it starts has an agent of its own, with the settings that pm2 passes late', async () => {
  let started = 0;
  const run = await runProgram({
    agent: false,
    script: path.join(pm2, 'bin', 'pm2-runtime'),
    args: ['start', path.join(__dirname, '..', 'fixtures', 'pm2', 'ecosystem.config.js')],
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
