import type { ChildProcess } from 'node:child_process';

/** Time for a command to reach its app. */
export const REACH_LIMIT_MS = 4500;

/** Ends a command that is the leader of its own process group, with all that it has started. */
export function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

/** Sends a signal to such a group; on Windows, which has none, to the command alone. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The process has ended meanwhile.
  }
}
