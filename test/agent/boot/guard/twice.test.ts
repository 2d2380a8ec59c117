import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../../lifecycle/receiver';
import { AGENT, runProgram } from '../../lifecycle/run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
let copy: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-copy-'));
  cpSync(path.dirname(AGENT), folder, { recursive: true });
  copy = path.join(folder, path.basename(AGENT));
});
afterAll(async () => {
  await receiver.close();
  rmSync(path.dirname(copy), { recursive: true, force: true });
});

test.each([
  ['the same flag twice', () => ['--require', AGENT]],
  ['--require and --import', () => ['--import', AGENT]],
])('%s: one agent', async (_name, nodeArgs) => {
  const run = await runProgram({ ...PROGRAM, nodeArgs: nodeArgs(), env: exporterEnvironment(receiver) });
  expect(run).toMatchObject({ code: 3, said: [] });
  await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
  expect(receiver.spansOf(run.id)).toEqual(['last']);
});

test.each([
  ['debug', [expect.stringMatching(/the copy of otel-agent at .+ is already at work$/)]],
  ['info', []],
])('two copies: the first works, the second says so at %s', async (level, said) => {
  const env = { ...exporterEnvironment(receiver), OTEL_LOG_LEVEL: level };
  const run = await runProgram({ ...PROGRAM, nodeArgs: ['--require', copy], env });
  expect(run.code).toBe(3);
  expect(run.said.filter(line => line.includes('already at work'))).toEqual(said);
  if (said.length > 0) expect(run.said.join()).toContain(AGENT);
  await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
  expect(receiver.spansOf(run.id)).toEqual(['last']);
});

const PROGRAM = { script: 'lifecycle/end.js', args: ['exit(3) at once'] };
