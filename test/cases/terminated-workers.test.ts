import { installPackage } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { endOf, runProgram } from '../agent/lifecycle/run-program';

/* Threads that never come back to their event loop, and are terminated. */

let receiver: TestReceiver;
let piscina: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  piscina = await installPackage('piscina', '5.3.2');
}, 300_000);
afterAll(() => receiver.close());

test.each([
  ['131 tasks of a piscina pool with its defaults, then destroy()', '131', 'pool', 131],
  ['a worker that is terminated within its first second', '1', 'worker', 1],
])('B6: %s: all delivered', async (_name, tasks, way, spans) => {
  const program = { script: 'ends/piscina.js', args: [piscina, tasks, way] };
  const bare = await runProgram({ ...program, agent: false });
  const traced = await runProgram({ ...program, env: exporterEnvironment(receiver) });
  expect(endOf(traced)).toEqual(endOf(bare));
  expect(traced.said).toEqual([]);
  await receiver.waitUntil(() => receiver.spansOf(traced.id).length >= spans);
  expect(receiver.spansOf(traced.id)).toEqual(Array(spans).fill('task'));
});

test('B6: what a worker was sending itself when it was terminated is counted', async () => {
  const silent = await startGrpcReceiver();
  silent.fallSilent();
  const env = { ...exporterEnvironment(silent), OTEL_BSP_SCHEDULE_DELAY: '20' };
  const { code, stdout, said } = await runProgram({ script: 'ends/sends-itself.js', env });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'waited\nterminated\n' });
  expect(said).toEqual([
    expect.stringMatching(/1 spans? .*dropped, their worker thread was terminated first/),
  ]);
  await silent.close();
});
