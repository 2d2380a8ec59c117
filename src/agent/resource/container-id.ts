import { readFileSync } from 'node:fs';

/**
 * Reads the id of this process's container, on Linux: from the paths of its control groups (v1), else from the mounts that
 * a container engine makes (v2). Undefined outside a container.
 */
export function containerId(readFile = (file: string) => readFileSync(file, 'utf8')): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return (
    find(/[/:-]([0-9a-f]{64})(?:\.scope)?$/m, '/proc/self/cgroup') ??
    find(/\/containers\/(?:[^/\s]+\/)?([0-9a-f]{64})\//, '/proc/self/mountinfo')
  );

  function find(pattern: RegExp, file: string): string | undefined {
    try {
      return pattern.exec(readFile(file))?.[1];
    } catch {
      return undefined; // A locked-down /proc.
    }
  }
}
