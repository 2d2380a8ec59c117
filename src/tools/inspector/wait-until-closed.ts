import { setTimeout as sleep } from 'node:timers/promises';
import { socketsOf } from './sockets';

/** Waits until a process no longer listens on a port, for at most 2 s. */
export async function waitUntilClosed(pid: number, port: number): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (isListening(pid, port) && Date.now() < deadline) await sleep(10);
}

function isListening(pid: number, port: number): boolean {
  const sockets = socketsOf(pid);
  return sockets !== undefined && [...sockets.values()].some(each => each.isListening && each.port === port);
}
