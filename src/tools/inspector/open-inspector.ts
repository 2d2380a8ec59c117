import { setTimeout as sleep } from 'node:timers/promises';
import { askForSession } from './ask-for-session';
import type { Target } from './check-process';
import { InspectorError } from './inspector-error';
import { listenerOn, type Socket, socketsOf } from './sockets';

/** Open inspector of a process. */
export interface OpenInspector {
  readonly port: number;
  /** Address of its session: `ws://127.0.0.1:9229/…`. */
  readonly url: string;
  /** True if it was open before. */
  readonly wasOpen: boolean;
}

/** Opens a process's inspector, if it is not open yet. Throws an InspectorError if it is in use or does not open. */
export async function openInspector({ pid, address }: Target): Promise<OpenInspector> {
  const before = socketsOf(pid);
  if (before === undefined) return openWithoutProc(pid, address.port);
  const open = [...before.values()].find(({ isListening, port }) => isListening && port === address.port);
  if (open !== undefined) {
    const url = await askForSession(address.port);
    if (url !== undefined) {
      assertFree(before, address.port, pid);
      return { port: address.port, url, wasOpen: true };
    }
  }
  sendSigusr1(pid);
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const now = socketsOf(pid);
    if (now === undefined) throw new InspectorError(`process ${pid} has ended`);
    for (const [inode, { isListening, isLoopback, port }] of now) {
      if (before.has(inode) || !isListening || !isLoopback) continue;
      const url = await askForSession(port);
      if (url !== undefined) return { port, url, wasOpen: false };
    }
    await sleep(POLL_MS);
  }
  throw new InspectorError(whyClosed(pid, address.port));
}

/** Time for the inspector's thread, which does not wait for the event loop. */
const LIMIT_MS = 5_000;
const POLL_MS = 20;

/** macOS and Windows: the inspector has the default port, or the process is out of reach. */
async function openWithoutProc(pid: number, port: number): Promise<OpenInspector> {
  const earlier = await askForSession(port);
  if (earlier !== undefined) return { port, url: earlier, wasOpen: true };
  sendSigusr1(pid);
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const url = await askForSession(port);
    if (url !== undefined) return { port, url, wasOpen: false };
    await sleep(POLL_MS);
  }
  throw new InspectorError(`the inspector of process ${pid} did not open on port ${port} within 5 s`);
}

/** A second debugger would stop at the first one's breakpoints, and the first would see what is done here. */
function assertFree(sockets: ReadonlyMap<string, Socket>, port: number, pid: number): void {
  const isUsed = [...sockets.values()].some(socket => socket.isConnected && socket.port === port);
  if (isUsed)
    throw new InspectorError(
      `the inspector of process ${pid} is in use: a debugger is connected to port ${port}. Disconnect it first`,
    );
}

function sendSigusr1(pid: number): void {
  // Windows has no signals; Node starts a thread in the other process there.
  if (process.platform === 'win32') (process as { _debugProcess?(pid: number): void })._debugProcess?.(pid);
  else process.kill(pid, 'SIGUSR1');
}

function whyClosed(pid: number, port: number): string {
  const other = port === 0 ? undefined : listenerOn(port);
  const begin = `the inspector of process ${pid} did not open within 5 s`;
  return other === undefined || other === pid
    ? `${begin}: the app may have a listener of its own for SIGUSR1`
    : `${begin}: its port ${port} is taken by process ${other}. End that, or start the app with --inspect-port=0`;
}
