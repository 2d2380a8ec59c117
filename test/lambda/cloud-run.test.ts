import { freePorts } from '../../src/tools/demo/free-ports';
import { exporterEnvironment, startGrpcReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';

/* Cloud Run, which may take the processor when the last open request is answered. */

test('a service sends when its last open request is over, and lets no answer wait', async () => {
  const receiver = await startGrpcReceiver();
  const [port] = await freePorts(1);
  const counts: number[] = [];
  const run = await runProgram({
    script: 'google/service.js',
    env: {
      ...exporterEnvironment(receiver),
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      K_SERVICE: 'teas',
      PORT: String(port),
    },
    onLine: async (_line, child, id) => {
      for (let count = 1; count < 4; count++) {
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        await receiver.waitUntil(() => receiver.sentBy(id).length >= count);
        counts.push(receiver.sentBy(id).length);
      }
      child.kill('SIGTERM');
    },
  });
  await receiver.close();
  expect(run.signal).toBe('SIGTERM');
  expect(counts).toEqual([1, 2, 3]);
});
