import { readFileSync, readlinkSync } from 'node:fs';

/** Inode of the namespace of the machine's own processes on Linux (PROC_PID_INIT_INO). */
const MACHINE_NAMESPACE = 'pid:[4026531836]';

/**
 * True if the system would end the helper together with this process. In a container all processes end with the first
 * one, and that (the app itself, npm, a shell, tini) commonly ends with the app. A first process that is no ancestor
 * (`docker exec`, a pod with a shared namespace) goes on.
 */
export function endsWithThisProcess(): boolean {
  if (process.pid === 1) return true;
  if (process.platform !== 'linux') return false;
  try {
    return readlinkSync('/proc/self/ns/pid') !== MACHINE_NAMESPACE && hasFirstAsAncestor(process.ppid);
  } catch {
    // Without a readable /proc, wait: late is better than lost.
    return true;
  }
}

function hasFirstAsAncestor(pid: number): boolean {
  if (pid <= 1) return pid === 1;
  // "pid (name) state ppid …", and the name may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return hasFirstAsAncestor(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
}
