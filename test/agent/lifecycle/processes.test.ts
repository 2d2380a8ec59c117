import path from 'node:path';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { AGENT, endOf, runProgram } from './run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

describe.each(['fork', 'cluster', 'cluster, killed'])('%s: each has an agent of its own', way => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const program = { script: 'lifecycle/processes.js', args: [way], nodeMajor };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: exporterEnvironment(receiver) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    await receiver.waitUntil(() => receiver.spansOf(traced.id).length >= 3);
    expect(receiver.spansOf(traced.id).sort()).toEqual(['child', 'child', 'parent']);
    expect(new Set(instancesOf(traced.id)).size).toBe(3);
  });
});

test.each(['SIGKILL', 'SIGABRT'] as const)('%s: no more than the last second is lost', async signal => {
  const run = await runProgram({
    script: 'lifecycle/end.js',
    args: ['waits'],
    env: exporterEnvironment(receiver),
    async onLine(line, child, id) {
      if (line !== 'ready') return;
      const readyMs = performance.now();
      await receiver.waitUntil(() => receiver.spansOf(id).length > 0);
      // A second for the batch to gather, the rest for a busy machine.
      expect(performance.now() - readyMs).toBeLessThan(1000 + 1500);
      child.kill(signal);
    },
  });
  expect(run.signal).toBe(signal);
  expect(receiver.spansOf(run.id)).toEqual(['last']);
});

test.each(['exit(3) at once', 'runs out of work', 'uncaught exception'])(
  'OTEL_TRACES_EXPORTER=console: %s',
  async way => {
    const env = { ...exporterEnvironment(receiver), OTEL_TRACES_EXPORTER: 'console' };
    const run = await runProgram({ script: 'lifecycle/end.js', args: [way], env });
    expect(run.stdout).toMatch(/\blast\b/);
  },
);

test.each(['runs out of work', 'uncaught exception', 'exit listener throws', 'beforeExit revives once'])(
  'behind a tool that has wrapped process.emit before: %s',
  async way => {
    const tool = path.join(__dirname, '..', '..', 'fixtures', 'lifecycle', 'wraps-emit.js');
    const env = { NODE_OPTIONS: `--require ${tool}` };
    const program = { script: 'lifecycle/end.js', args: [way] };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false, env }),
      runProgram({ ...program, env: { ...exporterEnvironment(receiver), ...env } }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.stdout).toContain('wrapped');
    await receiver.waitUntil(() => receiver.spansOf(traced.id).includes('last'));
  },
);

test('under NODE_OPTIONS as well', async () => {
  const env = { ...exporterEnvironment(receiver), NODE_OPTIONS: `--require ${AGENT}` };
  const run = await runProgram({ agent: false, script: 'lifecycle/processes.js', args: ['fork'], env });
  await receiver.waitUntil(() => receiver.spansOf(run.id).length >= 3);
});

function instancesOf(run: string): unknown[] {
  return receiver.requests
    .filter(request => request.run === run)
    .map(({ resource }) => resource['service.instance.id']);
}
