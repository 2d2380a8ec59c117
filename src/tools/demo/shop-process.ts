import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ShopError } from './shop-error';

const STOP_WITH_PARENT = 'stop-with-parent.cjs';
const START_MS = 60_000;
/** Time that a service may take to end and to send its last spans. */
const STOP_MS = 4000;
const KEPT_CHARACTERS = 4000;

/** A running process of the shop. */
export interface ShopProcess {
  readonly name: string;
  /** Asks it to end, and ends it if it does not. */
  stop(): Promise<void>;
}

/**
 * Starts a program that says "listens on" when it is ready. Rejects with a ShopError when it ends before that; calls
 * `onEnd` when it ends later without having been asked to.
 */
export async function startProcess(
  name: string,
  entry: string,
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly onEnd: (sentence: string) => void;
  },
): Promise<ShopProcess> {
  const { cwd, env } = options;
  const child = spawn(process.execPath, ['--require', path.join(cwd, STOP_WITH_PARENT), entry], {
    cwd,
    env,
    // This channel tells a child that its parent is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In a group of its own, Ctrl-C does not reach it: it is asked to end when the load has ended.
    detached: process.platform !== 'win32',
  });
  const said = collectOutput(child);
  let isStopping = false;
  child.once('exit', (code, signal) => {
    if (!isStopping) options.onEnd(`${name} ended (${signal ?? code}): ${said()}`);
  });
  const stop = async () => {
    isStopping = true;
    await stopChild(child);
  };
  try {
    await untilReady(child, name, said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, stop };
}

function untilReady(child: ChildProcess, name: string, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new ShopError(`the shop's ${name} ${why}: ${said() || 'it said nothing'}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${START_MS / 1000} s`), START_MS);
    child.once('error', error => fail(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code}) before it was ready`));
    child.stdout!.on('data', () => {
      if (!said().includes('listens on')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Keeps the end of the child's output, for a failure's report. */
function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-KEPT_CHARACTERS);
    });
  }
  return () => text.trim();
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
