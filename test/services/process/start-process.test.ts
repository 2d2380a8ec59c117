import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { findFreePort } from './find-free-port';
import { removeFolder } from './remove-folder';
import { shakeHands } from './shake-hands';
import { startProcess } from './start-process';
import { makeTemporaryFolder } from './temporary-folder';

const HOST = '127.0.0.1';
const handshake = { answered: (reply: Buffer) => reply.toString() === 'hi' };

// A server with a child in its group that would outlive it.
const server = (port: number) => `
  require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  require('node:net').createServer(socket => socket.end('hi')).listen(${port}, '${HOST}');
  console.log('listening');`;

describe('a process', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('process');
  });
  afterEach(() => removeFolder(folder));

  test('is there once it answers, and gone with its children once it has been stopped', async () => {
    const port = await findFreePort();
    const step = {
      program: process.execPath,
      args: ['-e', server(port)],
      answers: { host: HOST, port, handshake },
    };
    const running = await startProcess(step, folder);
    expect(running.output()).toContain('listening');
    expect(await shakeHands({ host: HOST, port }, handshake)).toBe(true);
    await running.stop();
    expect(await shakeHands({ host: HOST, port }, handshake)).toBe(false);
    expect(hasRunning(running.pid)).toBe(false);
  });

  test('that is no server has to succeed', async () => {
    await startProcess({ program: process.execPath, args: ['-e', ''] }, folder);
    const failing = {
      program: process.execPath,
      args: ['-e', 'console.log("oh dear"); process.exitCode = 3'],
    };
    await expect(startProcess(failing, folder)).rejects.toThrow(/ended with exit code 3\n.*\n {2}\| oh dear/);
  });

  test('that does not answer in time is stopped, and its output shown', async () => {
    const port = await findFreePort();
    const args = ['-e', 'console.log("busy"); setInterval(() => {}, 1000)'];
    const step = {
      program: process.execPath,
      args,
      answers: { host: HOST, port, handshake },
      startTimeoutMs: 300,
    };
    await expect(startProcess(step, folder)).rejects.toThrow('was not ready after 0.3 s');
  });

  test('that does not exist is named', async () => {
    const step = { program: path.join(folder, 'no-such-program'), args: [] };
    await expect(startProcess(step, folder)).rejects.toThrow('no-such-program could not be started');
  });

  test('does not outlive whoever started it, SIGKILL included', async () => {
    const port = await findFreePort();
    const script = path.join(folder, 'starter.js');
    const { pid } = await startServerFromElsewhere(script, server(port), port);
    process.kill(pid!, 'SIGKILL');
    const deadline = Date.now() + 10_000;
    while ((await shakeHands({ host: HOST, port }, handshake)) && Date.now() < deadline) await delay(50);
    expect(await shakeHands({ host: HOST, port }, handshake)).toBe(false);
  });
});

// Another Node process, which tells the reaper of a server as startProcess does, and then sits there.
async function startServerFromElsewhere(script: string, source: string, port: number) {
  const reaper = path.join(__dirname, 'reap-processes.js');
  writeFileSync(
    script,
    `const { spawn } = require('node:child_process');
     const reaper = spawn(process.execPath, [${JSON.stringify(reaper)}], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
     const server = spawn(process.execPath, ['-e', ${JSON.stringify(source)}], { detached: true, stdio: 'ignore' });
     reaper.stdin.write(JSON.stringify({ id: 1, entry: { pid: server.pid, signal: 'SIGTERM' } }) + '\\n');`,
  );
  const starter = spawn(process.execPath, [script], { stdio: 'ignore' });
  const deadline = Date.now() + 10_000;
  while (!(await shakeHands({ host: HOST, port }, handshake)) && Date.now() < deadline) await delay(20);
  return starter;
}

// Dead processes that nobody has collected yet do not count.
function hasRunning(group: number): boolean {
  const state = `/proc/${group}/stat`;
  return existsSync(state) && !/\) Z/.test(readFileSync(state, 'utf8'));
}
