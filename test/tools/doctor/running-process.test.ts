import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { limitMemory } from '../../services/process/memory-limit';
import { endWithThisProcess } from '../../services/process/reaper';
import { sliced } from '../../slice';
import { cli, preload, runCli } from '../cli/run-cli';

/* `otel-agent doctor --pid`: the report of a process that runs already. */

jest.setTimeout(120_000);

const FIXTURE = path.join(__dirname, '..', '..', 'fixtures', 'self-report', 'serve.js');
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** Starts a server that has answered three requests of its own; each has an inspector's port of its own. */
async function start(node: string, flags: string[], env: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(node, [...flags, FIXTURE, '3'], {
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(child);
  endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  await once(child.stdout!, 'data');
  return child;
}

const ask = (pid: number) =>
  runCli(['doctor', '--json', '--pid', String(pid)], { env: { OTEL_SDK_DISABLED: '' } });

sliced(describe).each(NODE_MAJORS)('Node %i', major => {
  test('with the agent: its state, coverage and settings, and it runs on', async () => {
    const child = await start(await nodeBinary(major), ['--inspect-port=0', '--require', preload]);
    const { stdout, stderr } = await ask(child.pid!);
    expect(stderr).toBe('');
    const page = JSON.parse(stdout);
    expect(page.subject).toMatchObject({ source: 'process', pid: child.pid, script: FIXTURE });
    expect(page.report).toMatchObject({
      process: { pid: child.pid },
      sampler: { name: 'parentbased_always_on', recorded: null },
    });
    expect(page.report.libraries).toContainEqual(
      expect.objectContaining({ library: 'http', way: 'lean', spans: null }),
    );
    expect(page.report.queues[0]).toMatchObject({ signal: 'traces', ended: 6, acknowledged: 0 });
    expect(stdout).not.toContain('s3cret');
    expect(child.exitCode).toBeNull();
  });

  test('without the agent: the reason, and what would be traced', async () => {
    const child = await start(await nodeBinary(major), ['--inspect-port=0']);
    const page = JSON.parse((await ask(child.pid!)).stdout);
    expect(page.report).toBeNull();
    expect(page.checks).toContainEqual(
      expect.objectContaining({
        check: 'preload',
        status: 'warn',
        seen: expect.stringContaining('neither NODE_OPTIONS nor'),
        mend: expect.stringMatching(
          new RegExp(`^otel-agent attach ${child.pid}; at its next start: node --require `),
        ),
      }),
    );
    expect(page.checks).toContainEqual(expect.objectContaining({ check: 'guard', status: 'ok' }));
    expect(child.exitCode).toBeNull();
  });
});

test("the mend for a process of pm2 is in pm2's own file", async () => {
  const child = await start(process.execPath, ['--inspect-port=0'], { pm_id: '0' });
  const { checks } = JSON.parse((await ask(child.pid!)).stdout);
  expect(checks).toContainEqual(
    expect.objectContaining({
      check: 'preload',
      mend: expect.stringMatching(/at its next start: node_args: '--require .*' in pm2's ecosystem file$/),
    }),
  );
});

/** Undefined where this user may not limit memory. */
const container = limitMemory(400 * 1024 * 1024);
afterAll(() => container?.remove());

(container === undefined ? test.skip : test)('the memory is that of its own container', async () => {
  const flags = ['--inspect-port=0', '--max-old-space-size=1000'];
  const child = await start(container!.below(process.execPath), flags);
  const { checks } = JSON.parse((await ask(child.pid!)).stdout);
  expect(checks).toContainEqual(
    expect.objectContaining({
      check: 'memory',
      status: 'warn',
      seen: expect.stringContaining('heap up to 1000 MB, container 400 MB'),
    }),
  );
});

test('a program that is no Node.js gets no signal, and is named', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  running.push(child);
  const { code, stderr } = await ask(child.pid!);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(`process ${child.pid} is no Node.js process`),
  });
  expect(child.exitCode ?? child.signalCode).toBeNull();
});

test('a process that is not there is named', async () => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'exit');
  expect(await ask(child.pid!)).toMatchObject({
    code: 1,
    stderr: `otel-agent doctor: there is no process ${child.pid}\n`,
  });
  expect(cli).toContain('otel-agent');
});
