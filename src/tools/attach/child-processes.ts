import { readdirSync, readFileSync } from 'node:fs';
import { checkProcess } from '../inspector/check-process';

/** Finds the Node.js processes below a process, by /proc: the workers of a cluster, and theirs. */
export function nodeChildrenOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const isBelow = (child: number): boolean => {
    for (let at = parents.get(child); at !== undefined && at > 0; at = parents.get(at))
      if (at === pid) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow).filter(canBeInspected);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It has ended.
  }
}

function canBeInspected(pid: number): boolean {
  try {
    checkProcess(pid);
    return true;
  } catch {
    return false;
  }
}
