import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

import { freePorts } from '../../../src/tools/demo/free-ports';
import { inspectProcess } from '../../../src/tools/inspector/inspect-process';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { startTarget, type Target, type TargetOptions } from './start-target';

const targets: Target[] = [];

async function start(options: Partial<TargetOptions> = {}): Promise<Target> {
  const flags = [`--inspect-port=${(await freePorts(1))[0]}`];
  const target = await startTarget({ nodeBinary: process.execPath, flags, ...options });
  targets.push(target);
  return target;
}

afterEach(async () => {
  await Promise.all(targets.splice(0).map(target => target.end()));
});

const version = (pid: number) => inspectProcess(pid, ({ evaluate }) => evaluate('process.version'));

sliced(describe).each(NODE_MAJORS)('Node %d', major => {
  test('evaluates in the process and leaves no port, timer, listener or global behind, ten times', async () => {
    const target = await start({ nodeBinary: await nodeBinary(major) });
    const before = await target.ask('look');
    for (let round = 0; round < 10; round++) {
      const results = await inspectProcess(target.pid, async ({ evaluate }) => [
        await evaluate('process.pid'),
        await evaluate(`load('node:os').EOL`),
        await evaluate('Promise.resolve({ version: process.versions.node })'),
      ]);
      expect(results).toEqual([target.pid, '\n', { version: expect.stringMatching(`^${major}\\.`) }]);
    }
    expect(await target.ask('look')).toEqual(before);
    const said = target
      .stderr()
      .replace(/Debugger (listening on|ending on|attached).*\n|For help, see.*\n/g, '');
    expect(said).toBe('');
  });
});

test('code runs on a turn of its own, not amidst a function of the app', async () => {
  const target = await start();
  const inside = await inspectProcess(target.pid, async ({ evaluate }) => {
    await target.ask('spin');
    return evaluate('globalThis.inside');
  });
  expect(inside).toBe(false);
});

test('code that comes too late does not run', async () => {
  const target = await start();
  await inspectProcess(target.pid, async ({ evaluate }) => {
    await target.ask('spin');
    await expect(evaluate('(globalThis.late = true)', 100)).rejects.toThrow('not answered within 100 ms');
    expect(await evaluate('typeof globalThis.late')).toBe('undefined');
  });
});

test('an error in the process is told, and the inspector closes', async () => {
  const target = await start();
  const before = await target.ask('look');
  const failing = inspectProcess(target.pid, ({ evaluate }) =>
    evaluate(`(() => { throw new Error('oh') })()`),
  );
  await expect(failing).rejects.toThrow('oh');
  expect(await target.ask('look')).toEqual(before);
});

test('an inspector that was open stays open', async () => {
  const target = await start({ flags: [`--inspect=${(await freePorts(1))[0]}`] });
  expect(await version(target.pid)).toBe(process.version);
  expect(await version(target.pid)).toBe(process.version);
  expect(target.stderr().match(/Debugger listening/g)).toHaveLength(1);
});

test('an inspector that was opened on a port which Node chose is not looked for', async () => {
  const target = await start({ flags: ['--inspect=0'] });
  await expect(version(target.pid)).rejects.toThrow('has its inspector open on a port of its own choice');
});

test('an inspector with a debugger is refused', async () => {
  const port = (await freePorts(1))[0]!;
  const target = await start({ flags: [`--inspect=${port}`] });
  const debuggerConnection = net.connect(port, '127.0.0.1');
  // An answer shows that the process has taken the connection.
  debuggerConnection.write('GET /json/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(debuggerConnection, 'data');
  await expect(version(target.pid)).rejects.toThrow(`a debugger is connected to port ${port}`);
  debuggerConnection.destroy();
});

test('a taken port is named with its process', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const target = await start({ flags: [`--inspect-port=${port}`] });
  await expect(version(target.pid)).rejects.toThrow(`its port ${port} is taken by process ${process.pid}`);
  server.close();
  await once(server, 'close');
  expect(await version(target.pid)).toBe(process.version);
});

test("an app's own listener for SIGUSR1 hears the signal, and the answer says so", async () => {
  const target = await start({ args: ['listens'] });
  const heard = once(target.child, 'message');
  await expect(version(target.pid)).rejects.toThrow('may have a listener of its own for SIGUSR1');
  expect(await heard).toEqual([{ heard: 'SIGUSR1' }, undefined]);
});

test('--disable-sigusr1 is told', async () => {
  const target = await start({ nodeBinary: await nodeBinary(24), flags: ['--disable-sigusr1'] });
  await expect(version(target.pid)).rejects.toThrow('was started with --disable-sigusr1');
});

test('an inspector that would open to the network stays closed', async () => {
  const target = await start({ flags: ['--inspect-port=0.0.0.0:0'] });
  await expect(version(target.pid)).rejects.toThrow('would open its inspector to the network, on 0.0.0.0');
  expect(target.stderr()).toBe('');
});

test('a program other than Node.js gets no signal', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
  await expect(version(child.pid!)).rejects.toThrow(/is no Node\.js process: it runs .*(sleep|coreutils)/);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  child.kill();
  await once(child, 'close');
  await expect(version(child.pid!)).rejects.toThrow(`there is no process ${child.pid}`);
});

(process.getuid?.() === 0 ? test : test.skip)("another user's process is refused", async () => {
  const target = await start({ nodeBinary: '/usr/bin/env', flags: ['node'], uid: 65_534 }).catch(
    () => undefined,
  );
  if (target === undefined) return;
  await expect(version(target.pid)).rejects.toThrow('belongs to user 65534');
  expect(target.stderr()).toBe('');
});
