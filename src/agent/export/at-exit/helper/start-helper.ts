import { fstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogLevel } from '../../../../shared/log';
import type { Shipment } from '../shipment';
import { writeFully } from '../when-ready';
import { endsWithThisProcess } from './ends-with-this-process';
import { HAS_REPORTED } from './exit-codes';
import { isPlainNode } from './is-plain-node';
import { packErrand } from './packed-shipments';

export interface Helper {
  /** Path of the built exit-helper.ts. */
  readonly file: string;
  /** Environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Log level of the helper's reports. */
  readonly logLevel: LogLevel;
}

/**
 * Gives the shipments to a process of its own, which sends them until `deadlineMs` (of `process.uptime`) and reports its
 * losses, and does not wait for it unless it would end together with this process: then its work gets `patienceMs` at
 * most, however long a busy machine takes to start it. Everything goes through a pipe: headers and keys, which must
 * stay secret, and the code, which only this process may be able to read (in the zip of Yarn's Plug'n'Play, in an archive
 * of Electron's). Returns the reason if the helper could not be started, else undefined.
 */
export function startHelper(
  helper: Helper,
  shipments: readonly Shipment[],
  deadlineMs: number,
  patienceMs = Number.POSITIVE_INFINITY,
): string | undefined {
  if (!isPlainNode()) return 'this program is not plain Node.js, and cannot run a helper';
  try {
    const isWaitedFor = mustBeWaitedFor();
    const leftMs = Math.ceil(deadlineMs - process.uptime() * 1000);
    if (leftMs <= 0) return 'no time was left';
    const workMs = isWaitedFor ? Math.min(leftMs, patienceMs) : leftMs;
    const waitMs = isWaitedFor ? leftMs : undefined;
    const errand = packErrand({ workMs, waitMs, logLevel: helper.logLevel, shipments });
    const input = withCode(readFileSync(helper.file), errand);
    return isWaitedFor ? runHelper(helper, input, leftMs) : detachHelper(helper, input, deadlineMs);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Joins code and errand for BOOT, which takes them apart: [length of the code: 4 bytes][the code][the errand]. */
function withCode(code: Buffer, errand: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(code.length);
  return Buffer.concat([length, code, errand]);
}

const BOOT = `
const input = require('fs').readFileSync(0), start = 4 + input.readUInt32LE(0), module = { exports: {} };
const code = '(function (module, exports, require) {' + input.toString('utf8', 4, start) + '\\n})';
require('vm').runInThisContext(code, process.argv[1])(module, module.exports, require);
module.exports.runErrand(input.subarray(start));
`;

/** Arguments of the helper. They name the file for the list of processes and for stack traces. */
const argumentsFor = ({ file }: Helper) => ['--eval', BOOT, file];

/** True if the helper must be waited for, as on Windows, which has no descriptor to write to without an event loop. */
function mustBeWaitedFor(): boolean {
  return process.platform === 'win32' || endsWithThisProcess();
}

/** Time for the helper to end by itself and to report its losses, before it is killed. */
const KILL_GRACE_MS = 50;

function runHelper(helper: Helper, input: Buffer, timeoutMs: number): string | undefined {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const { error, status } = spawnSync(process.execPath, argumentsFor(helper), {
    ...spawnOptions(helper),
    stdio: ['pipe', 'ignore', 'inherit'],
    input,
    timeout: timeoutMs + KILL_GRACE_MS,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined) return error.message;
  return status === 0 || status === HAS_REPORTED ? undefined : `the helper ended with ${status}`;
}

function detachHelper(helper: Helper, input: Buffer, deadlineMs: number): string | undefined {
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const child = spawn(process.execPath, argumentsFor(helper), {
    ...spawnOptions(helper),
    // Its own session, so that Ctrl-C in the terminal and the end of the process group do not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', isOpen(2) ? 'inherit' : 'ignore'],
  });
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) return 'no process could be started';
  const { fd = -1 } = (child.stdin as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd < 0) return 'the pipe to the helper has no file descriptor';
  child.stdin.on('error', () => {});
  writeFully(fd, input, deadlineMs);
  child.stdin.destroy();
  return undefined;
}

/**
 * True if a descriptor is open, also for a pipe, whose reader then waits for the helper as well: losses are always
 * reported.
 */
function isOpen(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

/**
 * Variables that a Node needs to start and to trust a receiver; neither NODE_OPTIONS, which would load the agent, nor
 * secrets.
 */
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
