import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Step } from '../servers/service';
import { endWithThisProcess } from './reaper';
import { lastLines } from './run-command';
import { shakeHands } from './shake-hands';
import type { Account } from './temporary-folder';

export interface RunningProcess {
  readonly pid: number;
  /** Its output so far. */
  output(): string;
  /** Ends the process and all that it started; resolves when they are gone. */
  stop(): Promise<void>;
  /** Ends all of them by SIGKILL, which leaves no time for anything. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const GONE_TIMEOUT_MS = 1_000;
const POLL_MS = 20;

/** Starts one process and resolves when it answers, or has succeeded if it is no server; else rejects with its output. */
export async function startProcess(step: Step, folder: string, account?: Account): Promise<RunningProcess> {
  const log = path.join(folder, `${path.basename(step.program)}.log`);
  const child = spawnInGroup(step, folder, log, account);
  const spawned = whetherSpawned(child);
  const forget = endWithThisProcess({ pid: child.pid!, signal: step.stopSignal ?? 'SIGTERM' });
  const output = () => readFileSync(log, 'utf8');
  const end = async (signal: NodeJS.Signals) => {
    await stopGroup(child, signal);
    forget();
  };
  const stop = () => end(step.stopSignal ?? 'SIGTERM');
  const kill = () => end('SIGKILL');
  const problem = (await spawned) ?? (await waitUntilReady(child, step));
  if (!problem && step.answers) return { pid: child.pid!, output, stop, kill };
  await stop();
  if (!problem) return { pid: child.pid!, output, stop, kill };
  const command = [step.program, ...step.args].join(' ');
  throw new Error(`${path.basename(step.program)} ${problem}\n  ${command}\n${lastLines(output())}`);
}

function spawnInGroup(step: Step, folder: string, log: string, account: Account | undefined): ChildProcess {
  const file = openSync(log, 'a');
  try {
    const child = spawn(step.program, step.args, {
      cwd: folder,
      // Leaves out the tests' own environment: the tests are about OTEL_*, NODE_OPTIONS and the like.
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder, TMPDIR: folder, ...step.env },
      stdio: ['ignore', file, file],
      detached: true,
      ...account,
    });
    child.unref();
    return child;
  } finally {
    closeSync(file);
  }
}

// Resolves with the reason when the program could not be started at all.
function whetherSpawned(child: ChildProcess): Promise<string | undefined> {
  return new Promise(resolve => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', error => resolve(`could not be started: ${error.message}`));
  });
}

async function waitUntilReady(child: ChildProcess, step: Step): Promise<string | undefined> {
  const limitMs = step.startTimeoutMs ?? START_TIMEOUT_MS;
  const deadline = Date.now() + limitMs;
  while (!hasEnded(child)) {
    if (step.answers && (await shakeHands(step.answers, step.answers.handshake))) return undefined;
    if (Date.now() > deadline) return `was not ready after ${limitMs / 1_000} s`;
    await delay(POLL_MS);
  }
  const ending = child.signalCode ?? `exit code ${child.exitCode}`;
  return child.exitCode === 0 && !step.answers ? undefined : `ended with ${ending}`;
}

async function stopGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  signalGroup(child, signal);
  if (!(await within(STOP_TIMEOUT_MS, () => hasEnded(child)))) signalGroup(child, 'SIGKILL');
  await within(STOP_TIMEOUT_MS, () => hasEnded(child));
  // Children that the leader left behind. Dead ones can stay listed where process 1 does not collect them.
  signalGroup(child, 'SIGKILL');
  await within(GONE_TIMEOUT_MS, () => !signalGroup(child, 0));
}

async function within(timeoutMs: number, condition: () => boolean): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

// False when nothing of the group is left.
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (!child.pid) return false;
  try {
    return process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return !child.pid || child.exitCode !== null || child.signalCode !== null;
}
