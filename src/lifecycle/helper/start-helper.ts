import { fstatSync } from 'node:fs';
import path from 'node:path';
import type { LogLevel } from '../../log';
import type { Shipment } from '../drain';
import { writeFully } from '../when-ready';
import { endsWithThisProcess } from './ends-with-this-process';
import { HAS_REPORTED } from './exit-codes';
import { isPlainNode } from './is-plain-node';
import { packErrand } from './packed-shipments';

export interface Helper {
  /** Path of the built exit-helper.ts. */
  readonly file: string;
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How much it says of what it cannot deliver. */
  readonly logLevel: LogLevel;
}

/**
 * Gives the shipments to a process of its own, which sends them and ends, and does not wait for it. Everything, headers
 * and keys included, goes through a pipe. Where that process would be ended together with this one it is waited for
 * until `deadlineMs` (of `process.uptime`). Returns why it could not be done, or undefined. What the receiver does not take
 * the helper says itself.
 */
export function startHelper(
  helper: Helper,
  shipments: readonly Shipment[],
  deadlineMs: number,
): string | undefined {
  const timeoutMs = Math.ceil(deadlineMs - process.uptime() * 1000);
  if (timeoutMs <= 0) return 'no time was left';
  if (!isPlainNode()) return 'this program is no plain Node.js, which could run a helper';
  const errand = packErrand({ timeoutMs, logLevel: helper.logLevel, shipments });
  try {
    return isWaitedFor() ? runHelper(helper, errand, timeoutMs) : detachHelper(helper, errand, deadlineMs);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Windows has no descriptor to write to without an event loop. */
function isWaitedFor(): boolean {
  return process.platform === 'win32' || endsWithThisProcess();
}

/** It ends by itself when time is up, and says what it has lost. */
const KILL_GRACE_MS = 50;

function runHelper(helper: Helper, errand: Buffer, timeoutMs: number): string | undefined {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const { error, status } = spawnSync(process.execPath, [helper.file], {
    ...spawnOptions(helper),
    stdio: ['pipe', 'ignore', 'inherit'],
    input: errand,
    timeout: timeoutMs + KILL_GRACE_MS,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined) return error.message;
  return status === 0 || status === HAS_REPORTED ? undefined : `the helper ended with ${status}`;
}

function detachHelper(helper: Helper, errand: Buffer, deadlineMs: number): string | undefined {
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const child = spawn(process.execPath, [helper.file], {
    ...spawnOptions(helper),
    // A session of its own: Ctrl-C in the terminal and the end of the process group do not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', mayKeepStderr() ? 'inherit' : 'ignore'],
  });
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) return 'no process could be started';
  const { fd = -1 } = (child.stdin as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd < 0) return 'the pipe to the helper has no file descriptor';
  child.stdin.on('error', () => {});
  writeFully(fd, errand, deadlineMs);
  child.stdin.destroy();
  return undefined;
}

/** A pipe has a reader, who waits for the end of all that hold it: a helper would put off what comes after this process. */
function mayKeepStderr(): boolean {
  try {
    const stderr = fstatSync(2);
    return stderr.isFile() || stderr.isCharacterDevice();
  } catch {
    return false; // Closed.
  }
}

/** What a Node needs to start and to trust a receiver; neither NODE_OPTIONS, which would load the agent, nor anything secret. */
const KEPT_VARIABLES = [
  'SystemRoot',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'OPENSSL_CONF',
];

function spawnOptions({ env }: Helper) {
  const kept = KEPT_VARIABLES.filter(name => env[name] !== undefined);
  return {
    env: Object.fromEntries(kept.map(name => [name, env[name]])),
    // Keeps no folder busy.
    cwd: path.parse(process.execPath).root,
    windowsHide: true,
  };
}
