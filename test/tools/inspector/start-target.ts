import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Program that the tests look into. */
export interface Target {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stderr: () => string;
  /** Sends a message and returns the next one that comes. */
  ask(message: string): Promise<unknown>;
  end(): Promise<void>;
}

export interface TargetOptions {
  readonly nodeBinary: string;
  readonly flags: readonly string[];
  readonly args?: readonly string[];
  readonly uid?: number;
}

const script = path.join(__dirname, '..', '..', 'fixtures', 'inspector', 'app.js');

/** Starts the program and returns once it listens. */
export async function startTarget({ nodeBinary, flags, args = [], uid }: TargetOptions): Promise<Target> {
  const child = spawn(nodeBinary, [...flags, script, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  await once(child, 'message');
  return {
    child,
    pid: child.pid!,
    stderr: () => stderr,
    async ask(message) {
      const answer = once(child, 'message');
      child.send(message);
      return (await answer)[0];
    },
    async end() {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
