import { makeAppFolder } from '../../app-folder';
import { removeFolder } from '../../services/process/remove-folder';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { runProgram } from '../lifecycle/run-program';

let receiver: TestReceiver;
let cwd: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  cwd = makeAppFolder('knex', await installPackages({ knex: '3.3.0' }));
}, 300_000);
afterAll(async () => {
  await receiver.close();
  await removeFolder(cwd);
});

test('statements of a client that has no name of a database have names without it', async () => {
  const run = await runProgram({ script: `${cwd}/names.js`, cwd, env: exporterEnvironment(receiver) });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  await receiver.waitUntil(() => receiver.sentBy(run.id).length >= 3);
  const names = receiver.sentBy(run.id).map(({ name }) => name);
  expect(names).toEqual([
    expect.stringMatching(/^(knex|CREATE TABLE orders)$/),
    'insert orders',
    'select orders',
  ]);
});
