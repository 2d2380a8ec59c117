import { existsSync } from 'node:fs';
import path from 'node:path';
import { InspectorError } from './inspector-error';
import { type InspectorAddress, readInspectorFlags } from './inspector-flags';
import { type ProcessEntry, readProcess } from './process-entry';

/** Process that may be asked to open its inspector. */
export interface Target {
  readonly pid: number;
  /** Process id as the process itself sees it: in a container it is another. */
  readonly ownPid: number;
  /** Address where its inspector opens, or is open. */
  readonly address: InspectorAddress;
}

/**
 * Checks that a process can be looked into. SIGUSR1 ends a program that does not expect it, so it is sent only to a Node.js
 * process of this user that catches it. Without /proc (macOS, Windows) only the user is checked, by the system itself.
 */
export function checkProcess(pid: number): Target {
  if (!existsSync('/proc/self/status')) return checkElsewhere(pid);
  const entry = readProcess(pid);
  if (entry === undefined) throw new InspectorError(`there is no process ${pid}`);
  for (const refuse of REFUSALS) {
    const reason = refuse(entry);
    if (reason !== undefined) throw new InspectorError(`process ${pid} ${reason}`);
  }
  return { pid, ownPid: entry.ownPid, address: readInspectorFlags(entry) };
}

type Refusal = (entry: ProcessEntry) => string | undefined;

const REFUSALS: readonly Refusal[] = [
  ({ uid }) =>
    uid === process.geteuid!()
      ? undefined
      : `belongs to user ${uid}: run otel-agent as this user (sudo -u '#${uid}' otel-agent …)`,
  ({ state }) =>
    state === 'Z' ? 'has ended' : state === 'T' ? 'is stopped: continue it first (kill -CONT)' : undefined,
  entry =>
    isNode(entry) ? undefined : `is no Node.js process: it runs ${entry.program ?? 'another program'}`,
  ({ flags }) =>
    flags.some(flag => flag === '--disable-sigusr1')
      ? 'was started with --disable-sigusr1, which forbids its inspector: start it again without that flag'
      : undefined,
  ({ catchesSigusr1 }) =>
    catchesSigusr1
      ? undefined
      : 'does not wait for SIGUSR1: its Node.js has no inspector, it is just starting, or the app has removed a listener of its own for this signal',
  ({ hasOwnNetwork }) =>
    hasOwnNetwork
      ? 'runs in a container with a network of its own: run otel-agent inside, for example docker exec CONTAINER otel-agent …'
      : undefined,
  entry => {
    const { host, port, isOpenFromStart } = readInspectorFlags(entry);
    // Looking for it would send a request to each server of the app.
    if (isOpenFromStart && port === 0)
      return 'has its inspector open on a port of its own choice: start it with --inspect=PORT, or without';
    return isLoopback(host)
      ? undefined
      : `would open its inspector to the network, on ${host}: start it again without that address in --inspect-port`;
  },
];

/** Node's own program, under its usual names, or a process whose threads Node has named (a single executable). */
function isNode({ program, threads }: ProcessEntry): boolean {
  const name = path.basename(program ?? '').replace(/ \(deleted\)$/, '');
  return /^node(js)?([-.\d]|$)/.test(name) || threads.some(thread => /^(node-)?V8Worker$/.test(thread));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function checkElsewhere(pid: number): Target {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InspectorError(
      code === 'EPERM' ? `process ${pid} belongs to another user` : `there is no process ${pid}`,
    );
  }
  return { pid, ownPid: pid, address: readInspectorFlags({ flags: [] }) };
}
