import path from 'node:path';

import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { AGENT, runProgram } from './run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

const RUNNERS = path.join(__dirname, '..', '..', 'fixtures', 'lifecycle', 'runners');

sliced(describe).each(NODE_MAJORS)('Node %i', nodeMajor => {
  test('node --test: neither the runner nor the file is traced, unless it is allowed', async () => {
    const program = { script: path.join(RUNNERS, 'span.test.mjs'), nodeMajor, nodeArgs: ['--test'] };
    const env = { ...exporterEnvironment(receiver), OTEL_LOG_LEVEL: 'debug' };
    const run = await runProgram({ ...program, env });
    expect(run.code).toBe(0);
    expect(run.said).toEqual([expect.stringMatching(/is not instrumented: --test runs tests$/)]);

    const allowed = await runProgram({ ...program, env: { ...env, OTEL_AGENT_PROCESS_ALLOW: '*.test.mjs' } });
    expect(allowed.code).toBe(0);
    await receiver.waitUntil(() => receiver.spansOf(allowed.id).length > 0);
    expect(receiver.spansOf(run.id)).toEqual([]);
    expect(receiver.spansOf(allowed.id)).toEqual(['last']);
  });
});

test('jest finds no open handles of the agent', async () => {
  const jestBin = path.join(__dirname, '..', '..', '..', 'node_modules', 'jest', 'bin', 'jest.js');
  const run = await runProgram({
    agent: false,
    script: jestBin,
    args: ['--config', path.join(RUNNERS, 'jest.config.js'), '--detectOpenHandles', '--runInBand'],
    env: {
      ...exporterEnvironment(receiver),
      NODE_OPTIONS: `--require ${AGENT}`,
      OTEL_AGENT_PROCESS_ALLOW: '**/jest/**',
      OTEL_LOG_LEVEL: 'debug',
    },
  });
  expect(run.said.join('\n')).toMatch(/jest\.js is instrumented/);
  expect(run.stderr).toMatch(/1 passed/);
  expect(run.stderr).not.toMatch(/open handle/i);
  expect(run.code).toBe(0);
});
