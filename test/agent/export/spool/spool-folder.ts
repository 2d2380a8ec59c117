import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Folder for OTEL_AGENT_SPOOL, of one test. */
export interface SpoolFolder {
  readonly base: string;
  /** Folder in which the agent keeps its files. */
  readonly spool: string;
  /** Paths of all files below `spool`. */
  files(): string[];
  remove(): void;
}

export function makeSpoolFolder(): SpoolFolder {
  const base = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-spool-'));
  const spool = path.join(base, `otel-agent-${process.getuid?.()}`, 'spool');
  return {
    base,
    spool,
    files: () => filesIn(spool),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** A folder that its owner removes meanwhile holds no file. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(file);
      return entry.isFile() ? [file] : [];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
