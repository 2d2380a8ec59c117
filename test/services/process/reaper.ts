import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';

/** Something to end, and to clean away, should this process end before it has done so itself. */
export interface Leftover {
  readonly pid?: number;
  readonly signal?: NodeJS.Signals;
  readonly command?: readonly string[];
  readonly folder?: string;
}

let reaper: ChildProcess | undefined;
let lastId = 0;
const watched = new Set<number>();

/** Ends `leftover` when this process ends, even by SIGKILL; the returned function calls that off. */
export function endWithThisProcess(leftover: Leftover): () => void {
  const id = ++lastId;
  watched.add(id);
  reaper ??= startReaper();
  tell(reaper, { id, entry: leftover });
  return () => {
    if (!watched.delete(id) || !reaper) return;
    tell(reaper, { id });
    if (watched.size > 0) return;
    reaper.stdin!.end();
    reaper = undefined;
  };
}

function startReaper(): ChildProcess {
  const child = spawn(process.execPath, [path.join(__dirname, 'reap-processes.js')], {
    // A group of its own: Ctrl-C in the terminal must not end it first.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  child.unref();
  (child.stdin as Socket).unref();
  // The reaper may be gone by itself at the very end; nothing is lost then.
  child.stdin!.on('error', () => {});
  return child;
}

function tell(child: ChildProcess, message: object): void {
  child.stdin!.write(JSON.stringify(message) + '\n');
}
