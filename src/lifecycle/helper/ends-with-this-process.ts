import { readFileSync, readlinkSync } from 'node:fs';

/** The inode that Linux gives to the namespace of the machine's own processes (PROC_PID_INIT_INO). */
const MACHINE_NAMESPACE = 'pid:[4026531836]';

/**
 * Would a process that outlives this one be ended at once? In a container the system ends all processes with the first
 * one, and the first one (the app itself, npm, a shell, tini) commonly ends with the app. Of a first process that
 * is no ancestor (`docker exec`, a pod with a shared namespace) that is not so.
 */
export function endsWithThisProcess(): boolean {
  if (process.pid === 1) return true;
  if (process.platform !== 'linux') return false;
  try {
    return readlinkSync('/proc/self/ns/pid') !== MACHINE_NAMESPACE && hasFirstAsAncestor(process.ppid);
  } catch {
    // No /proc to look at: better a little late than lost.
    return true;
  }
}

function hasFirstAsAncestor(pid: number): boolean {
  if (pid <= 1) return pid === 1;
  // "pid (name) state ppid …", and the name may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return hasFirstAsAncestor(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
}
