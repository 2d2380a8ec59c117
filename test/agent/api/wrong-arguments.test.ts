import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { runProgram } from '../lifecycle/run-program';

const SCRIPT = 'api/wrong-arguments.js';
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
});
afterAll(() => receiver.close());

test.each(['on', 'off'])(
  'OTEL_AGENT_LEAN=%s: wrong arguments throw no error that the API alone does not throw',
  async lean => {
    const bare = await runProgram({ script: SCRIPT, agent: false });
    // Upstream's exporter waits so long for a batch that it cannot encode.
    const env = { ...exporterEnvironment(receiver), OTEL_AGENT_LEAN: lean, OTEL_BSP_EXPORT_TIMEOUT: '1000' };
    const { stdout } = await runProgram({ script: SCRIPT, env });
    const alone: string[] = JSON.parse(bare.stdout);
    expect(JSON.parse(stdout).filter((call: string) => !alone.includes(call))).toEqual([]);
  },
);

test('wrong arguments cost no span, log or metric', async () => {
  const env = { ...exporterEnvironment(receiver), OTEL_METRICS_EXPORTER: 'otlp' };
  const run = await runProgram({ script: SCRIPT, env });
  expect(run.stderr).not.toMatch(/dropped|could not|failed/);
  await receiver.waitUntil(() => receiver.sentBy(run.id).some(({ name }) => name === 'fine'));
});
