import path from 'node:path';

import { makeAppFolder } from '../../app-folder';
import { drawTraces } from '../../e2e/ancestry';
import { removeFolder } from '../../services/process/remove-folder';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { type ProgramRun, runProgram } from '../lifecycle/run-program';

/* Apps that start OpenTelemetry's logs or metrics, but no traces: those are the agent's all the same. */

jest.setTimeout(60_000);

const API_LOGS = '@opentelemetry/api-logs';
const API = '@opentelemetry/api';
const LOGS = [
  { [API]: '1.9.1', [API_LOGS]: '0.57.2', '@opentelemetry/sdk-logs': '0.57.2' },
  { [API]: '1.9.1', [API_LOGS]: '0.223.0', '@opentelemetry/sdk-logs': '0.223.0' },
  { [API]: '1.10.0', '@opentelemetry/sdk-logs': '3.1.1' },
];
const METRICS = [
  { [API]: '1.9.1', '@opentelemetry/sdk-metrics': '1.30.1' },
  { [API]: '1.9.1', '@opentelemetry/sdk-metrics': '2.12.0' },
  { [API]: '1.10.0', '@opentelemetry/sdk-metrics': '3.1.1' },
];
const folders: string[] = [];
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
}, 60_000);
afterAll(async () => {
  await receiver.close();
  for (const folder of folders) await removeFolder(folder);
});

test.each(LOGS)('a LoggerProvider, %j', async packages => {
  const { bare, traced } = await runBoth(packages, 'only-logs.js', API_LOGS in packages ? API_LOGS : API);
  expect(JSON.parse(bare.stdout)).toEqual({ body: 'served' });
  const [span] = receiver.sentBy(traced.id);
  expect(JSON.parse(traced.stdout)).toEqual({ body: 'served', traceId: span!.traceId });
});

test.each(METRICS)('a MeterProvider, %j', async packages => {
  const { bare, traced } = await runBoth(packages, 'only-metrics.js');
  expect(bare.stdout).toMatch(/^true (true|false)\nthe-app served 1\n$/);
  expect(traced.stdout).toBe(bare.stdout);
});

async function runBoth(packages: Record<string, string>, name: string, ...args: string[]) {
  const cwd = makeAppFolder('api', await installPackages(packages));
  folders.push(cwd);
  const script = path.join(cwd, name);
  const bare = await runProgram({ script, args, cwd, agent: false });
  const traced = await runProgram({ script, args, cwd, env: exporterEnvironment(receiver) });
  expect(bare).toMatchObject({ code: 0, stderr: '' });
  expect(traced).toMatchObject({ code: 0, stderr: '', said: [] } satisfies Partial<ProgramRun>);
  await receiver.waitUntil(() => receiver.sentBy(traced.id).length >= 2);
  expect(drawTraces(receiver.sentBy(traced.id))).toEqual(['client GET', '  server GET']);
  return { bare, traced };
}
