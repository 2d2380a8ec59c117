import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder } from './temporary-folder';

/** Memory for processes, as a container limits it. */
export interface MemoryLimit {
  /** Returns a program that runs this one below the limit. */
  below(program: string): string;
  /** Number of processes that the kernel has ended at the limit. */
  kills(): number;
  /** Removes the limit; its processes have to have ended. */
  remove(): void;
}

/** Where the memory of a control group is limited: version 1, or version 2. */
const KINDS = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', events: 'memory.oom_control' },
  { root: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events' },
];

/** Makes a control group with that limit; undefined on a machine that does not let this user. */
export function limitMemory(bytes: number): MemoryLimit | undefined {
  for (const { root, limit, events } of KINDS) {
    const group = path.join(root, `otel-agent-test-${process.pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    try {
      writeFileSync(path.join(group, limit), String(bytes));
      return within(group, events);
    } catch {
      rmdirSync(group);
    }
  }
  return undefined;
}

function within(group: string, events: string): MemoryLimit {
  const folder = makeTemporaryFolder('memory-limit');
  let programs = 0;
  return {
    below(program) {
      const file = path.join(folder, `program-${++programs}.sh`);
      const lines = ['#!/bin/sh', `echo $$ > ${path.join(group, 'cgroup.procs')}`, `exec ${program} "$@"`];
      writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 });
      return file;
    },
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(path.join(group, events), 'utf8'))?.[1]),
    remove() {
      rmdirSync(group);
      rmSync(folder, { recursive: true });
    },
  };
}
