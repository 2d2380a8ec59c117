import { readFileSync, unwatchFile, watchFile } from 'node:fs';

/** File, and the work with each version of it. */
export interface Follower {
  readonly file: string;
  /** True once the agent has ended its work. */
  readonly isOver: () => boolean;
  readonly onChange: () => void;
}

/**
 * Time between two looks at the file. `stat` follows links, so it sees files that are written, replaced by a rename, or
 * swapped by a link as Kubernetes swaps those of a ConfigMap; notifications of the system miss the last two.
 */
const INTERVAL_MS = 1000;

/** Follows a file for the rest of the process, or until the returned function is called. */
export function followFile({ file, isOver, onChange }: Follower): () => void {
  let text = textOf(file);
  const stop = () => unwatchFile(file, look);
  function look() {
    if (isOver()) return stop();
    const now = textOf(file);
    if (now === text) return;
    text = now;
    onChange();
  }
  watchFile(file, { persistent: false, interval: INTERVAL_MS }, look);
  return stop;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
